import type { Reliability, ReliabilityBin } from '@petstore/recommender/calibration';

const side = 360;
const margin = 56;
const ticks = 4;

/**
 * Reliability diagram as SVG, readable on light and dark pages: confidence against observed share with 95 % intervals.
 */
export function drawReliability({ bins, error }: Reliability): string {
  const highest = Math.max(
    ...bins.flatMap(({ meanProbability, interval }) => [meanProbability, interval[1]]),
  );
  const top = Math.ceil(highest * 50) / 50;
  const x = (share: number) => round(margin + (share / top) * side);
  const y = (share: number) => round(margin / 2 + side - (share / top) * side);
  const width = side + margin * 1.5;
  const height = side + margin * 1.75;
  const line = bins.map(({ meanProbability, hitRate }) => `${x(meanProbability)},${y(hitRate)}`).join(' ');
  const outcomes = bins.reduce((sum, bin) => sum + bin.outcomes, 0);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="sans-serif" font-size="12">`,
    `<title>Confidence against what came true, expected calibration error ${error.toFixed(4)}</title>`,
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    ...axes(top, { x, y }),
    `<line x1="${x(0)}" y1="${y(0)}" x2="${x(top)}" y2="${y(top)}" stroke="#999999" stroke-dasharray="4 4"/>`,
    ...bins.map((bin) => drawInterval(bin, { x, y })),
    `<polyline points="${line}" fill="none" stroke="#1f6feb" stroke-width="2"/>`,
    ...bins.map(
      ({ meanProbability, hitRate }) =>
        `<circle cx="${x(meanProbability)}" cy="${y(hitRate)}" r="4" fill="#1f6feb"/>`,
    ),
    `<text x="${x(0) + 12}" y="${y(top) + 16}">ECE ${error.toFixed(4)}, ${outcomes.toLocaleString('en-US')} recommendations in ten bins</text>`,
    '</svg>',
    '',
  ].join('\n');
}

interface Scales {
  x(share: number): number;
  y(share: number): number;
}

function axes(top: number, { x, y }: Scales): string[] {
  const shares = Array.from({ length: ticks + 1 }, (_, tick) => (tick * top) / ticks);
  return [
    ...shares.flatMap((share) => [
      `<line x1="${x(0)}" y1="${y(share)}" x2="${x(top)}" y2="${y(share)}" stroke="#e5e5e5"/>`,
      `<text x="${x(0) - 8}" y="${y(share) + 4}" text-anchor="end">${percent(share)}</text>`,
      `<text x="${x(share)}" y="${y(0) + 20}" text-anchor="middle">${percent(share)}</text>`,
    ]),
    `<text x="${x(top / 2)}" y="${y(0) + 42}" text-anchor="middle">confidence</text>`,
    `<text transform="translate(14 ${y(top / 2)}) rotate(-90)" text-anchor="middle">taken within the month</text>`,
  ];
}

function drawInterval({ meanProbability, interval: [from, to] }: ReliabilityBin, { x, y }: Scales): string {
  const at = x(meanProbability);
  return `<line x1="${at}" y1="${y(from)}" x2="${at}" y2="${y(to)}" stroke="#1f6feb" stroke-opacity="0.5"/>`;
}

function percent(share: number): string {
  return `${round(share * 100)}%`;
}

function round(figure: number): number {
  return Math.round(figure * 10) / 10;
}
