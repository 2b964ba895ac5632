import { renderTable } from '../../terminal/render-table.ts';
import type { Terminal } from '../../terminal/terminal.ts';
import { type MatrixEntry, numberOf, type QueryData, seriesName, type VectorEntry } from './query-data.ts';
import { renderChart, shortNumber } from './render-chart.ts';

export interface QueryView {
  readonly terminal: Pick<Terminal, 'paint' | 'columns'>;
  readonly hasChart: boolean;
  readonly startMs: number;
  readonly endMs: number;
}

const mostCharts = 12;
const chartWidth = 100;
const lineOf = { one: 10, few: 5, many: 3 } as const;

/** Renders the result of a query as a value, a table or charts. */
export function renderQuery(data: QueryData, view: QueryView): string {
  switch (data.resultType) {
    case 'scalar':
    case 'string':
      return data.result[1];
    case 'vector':
      return data.result.length === 0 ? nothing : renderVector(data.result, view);
    case 'matrix':
      if (data.result.length === 0) return nothing;
      return view.hasChart ? renderCharts(data.result, view) : renderMatrix(data.result, view);
  }
}

const nothing = 'No series: no series of that name and with those labels has a sample at that time.';

function renderVector(entries: readonly VectorEntry[], { terminal }: QueryView): string {
  return renderTable({
    columns: [
      { title: 'SERIES', isShrinkable: true, least: 12, isCutAtStart: false },
      { title: 'VALUE', isRight: true },
    ],
    rows: entries.map((entry) => [seriesName(entry.metric), { text: textOf(entry), style: 'strong' }]),
    paint: terminal.paint,
    width: terminal.columns,
    indent: '',
  });
}

function textOf({ value, histogram }: VectorEntry): string {
  if (value !== undefined) return value[1];
  const [, { count, sum }] = histogram ?? [0, { count: '0', sum: '0' }];
  return `count ${count}, sum ${sum}`;
}

interface Summary {
  readonly series: string;
  readonly points: readonly { readonly timeMs: number; readonly value: number }[];
  readonly first: number;
  readonly last: number;
  readonly least: number;
  readonly greatest: number;
}

function summarize({ metric, values = [], histograms = [] }: MatrixEntry): Summary {
  const numbers = values.map(([seconds, text]) => ({ timeMs: seconds * 1_000, value: numberOf(text) }));
  // A native histogram is drawn by its count.
  const counts = histograms.map(([seconds, { count }]) => ({
    timeMs: seconds * 1_000,
    value: numberOf(count),
  }));
  const points = numbers.length > 0 ? numbers : counts;
  const known = points.map(({ value }) => value).filter((value) => !Number.isNaN(value));
  return {
    series: seriesName(metric),
    points,
    first: points[0]?.value ?? Number.NaN,
    last: points.at(-1)?.value ?? Number.NaN,
    least: known.reduce((least, value) => Math.min(least, value), Infinity),
    greatest: known.reduce((greatest, value) => Math.max(greatest, value), -Infinity),
  };
}

function renderMatrix(entries: readonly MatrixEntry[], { terminal }: QueryView): string {
  return renderTable({
    columns: [
      { title: 'SERIES', isShrinkable: true, least: 12 },
      { title: 'POINTS', isRight: true, dropOrder: 1 },
      { title: 'FIRST', isRight: true, dropOrder: 2 },
      { title: 'LAST', isRight: true },
      { title: 'LEAST', isRight: true, dropOrder: 3 },
      { title: 'GREATEST', isRight: true, dropOrder: 4 },
    ],
    rows: entries
      .map(summarize)
      .map(({ series, points, first, last, least, greatest }) => [
        series,
        String(points.length),
        ...[first, last, least, greatest].map(shortNumber),
      ]),
    paint: terminal.paint,
    width: terminal.columns,
    indent: '',
  });
}

/** One chart per series, one below the other, so that they can be distinguished without colours. */
function renderCharts(entries: readonly MatrixEntry[], view: QueryView): string {
  const { paint, columns } = view.terminal;
  const { startMs, endMs } = view;
  const width = Math.min(chartWidth, columns);
  const height = entries.length === 1 ? lineOf.one : entries.length <= 4 ? lineOf.few : lineOf.many;
  const charts = entries.slice(0, mostCharts).map((entry) => {
    const { series, points, last } = summarize(entry);
    const now = `now ${shortNumber(last)}`;
    const name = cut(series, Math.max(8, width - now.length - 2));
    return `${paint('strong', name)}  ${now}\n${renderChart({ points, startMs, endMs, width, height, paint })}`;
  });
  const others = entries.length - charts.length;
  return [
    ...charts,
    ...(others > 0 ? [`${others} more series: narrow the expression, or see --table`] : []),
  ].join('\n\n');
}

function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}
