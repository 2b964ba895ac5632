import type { BenchmarkReport } from '../report/benchmark-report.ts';
import { costByGroup, formatFigure, type GroupCost, totalOf } from './render-cost.ts';

const width = 640;
const labelsEnd = 150;
const barsEnd = 560;
const top = 44;
const rowHeight = 34;
const barHeight = 13;
const oursColour = '#1f6feb';
const floorColour = '#999999';

/** A bar chart (SVG) of what each group of processes uses for a journey, ours above the floor. */
export function drawCost(report: Pick<BenchmarkReport, 'rows'>): string {
  const groups = costByGroup(report);
  const most = Math.max(...groups.flatMap(({ oursMs, floorMs }) => [oursMs, floorMs ?? 0]));
  const height = top + groups.length * rowHeight + 8;
  const { oursMs, floorMs } = totalOf(report);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="sans-serif" font-size="12">`,
    '<title>CPU a journey by process, ours beside the floor</title>',
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    ...drawKey(labelsEnd, oursColour, `ours, ${formatFigure(oursMs)} ms a journey`),
    ...drawKey(labelsEnd + 210, floorColour, `floor, ${formatFigure(floorMs)} ms a journey`),
    ...groups.flatMap((group, index) => drawGroup(group, top + index * rowHeight, most)),
    '</svg>',
    '',
  ].join('\n');
}

function drawKey(x: number, colour: string, text: string): string[] {
  return [
    `<rect x="${x}" y="14" width="${barHeight}" height="${barHeight}" fill="${colour}"/>`,
    `<text x="${x + 20}" y="25">${text}</text>`,
  ];
}

function drawGroup({ group, oursMs, floorMs }: GroupCost, y: number, most: number): string[] {
  return [
    `<text x="${labelsEnd - 8}" y="${y + barHeight + 4}" text-anchor="end">${group}</text>`,
    ...drawBar(y, oursMs, { most, colour: oursColour }),
    ...(floorMs === null ? [] : drawBar(y + barHeight + 1, floorMs, { most, colour: floorColour })),
  ];
}

function drawBar(
  y: number,
  ms: number,
  { most, colour }: { readonly most: number; readonly colour: string },
): string[] {
  const length = Math.round((10 * (barsEnd - labelsEnd) * Math.max(0, ms)) / most) / 10;
  return [
    `<rect x="${labelsEnd}" y="${y}" width="${length}" height="${barHeight}" fill="${colour}"/>`,
    `<text x="${labelsEnd + length + 6}" y="${y + barHeight - 2}">${formatFigure(ms)}</text>`,
  ];
}
