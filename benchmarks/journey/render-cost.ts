import type { BenchmarkReport, BenchmarkRow } from '../report/benchmark-report.ts';

const beginMark = '<!-- measured: begin -->';
const endMark = '<!-- measured: end -->';

const total = 'CPU a journey, ours / floor';
const cpuPrefix = 'CPU a journey: ';
const unitPrefix = 'units a journey: ';
const allOfPostgres = 'PostgreSQL, all';

/** Ratio and units at commit b7dbc28, before the work that the page tells of; transactions include those at rest. */
const before = { ratio: 5.3, commit: 'b7dbc28' } as const;
const unitsBefore: Readonly<Record<string, number>> = {
  'statements, all': 298,
  'transactions, all': 143,
  'WAL fsyncs': 36,
  spans: 115,
  'log lines, all': 73,
  'request records': 31,
};
const busyWarning =
  '**The machine was busy with other work: the milliseconds are inflated, and the ratio looks better than it is.**';
const shownUnits = [
  'statements, all',
  'transactions, all',
  'WAL fsyncs',
  'WAL bytes',
  'spans',
  'log lines, all',
  'log bytes, all',
  'request records',
  'events',
] as const;

/** What one group of processes uses, in milliseconds a journey; the floor's is null where it has no such group. */
export interface GroupCost {
  readonly group: string;
  readonly oursMs: number;
  readonly floorMs: number | null;
}

/** The groups of a report of `journey`, the backends of all databases together as one of them, dearest first. */
export function costByGroup({ rows }: Pick<BenchmarkReport, 'rows'>): GroupCost[] {
  return rows
    .filter(({ metric }) => metric.startsWith(cpuPrefix))
    .map(({ metric, value, baseline }) => ({
      group: metric.slice(cpuPrefix.length),
      oursMs: value,
      floorMs: baseline,
    }))
    .filter(({ group }) => group === allOfPostgres || !group.startsWith('PostgreSQL'))
    .sort((one, other) => other.oursMs - one.oursMs);
}

/**
 * The page with its measured part, between the two marks, rendered from the report.
 *
 * @throws Error when the page has not both marks, or the report lacks the CPU or the units of a journey.
 */
export function renderCostPage(page: string, report: BenchmarkReport): string {
  const begin = page.indexOf(beginMark);
  const end = page.indexOf(endMark);
  if (begin < 0 || end < begin) throw new Error(`the page lacks ${beginMark} or ${endMark}`);
  return `${page.slice(0, begin)}${beginMark}\n${renderMeasured(report)}\n${page.slice(end)}`;
}

function renderMeasured(report: BenchmarkReport): string {
  const { oursMs, floorMs, ratio } = totalOf(report);
  return [
    '',
    `**A journey costs ${formatFigure(oursMs)} ms of CPU, ${formatFigure(ratio)} times the floor's ${formatFigure(floorMs)} ms.** ` +
      `Before (\`${before.commit}\`) it cost ${formatFigure(before.ratio)} times the floor.`,
    '',
    '![CPU a journey by process, ours beside the floor](cost.svg)',
    '',
    ...renderTable(
      ['CPU a journey', 'ours, ms', 'floor, ms', 'ratio'],
      [
        ...costByGroup(report).map(({ group, oursMs: ours, floorMs: floor }) => ({
          name: group,
          figures: [ours, floor, floor === null || floor === 0 ? null : ours / floor],
        })),
        { name: '**all**', figures: [oursMs, floorMs, ratio] },
      ],
    ),
    '',
    ...renderTable(
      ['units a journey', 'ours', 'floor', `before (\`${before.commit}\`)`],
      shownUnits.map((unit) => {
        const { value, baseline } = rowOf(report, `${unitPrefix}${unit}`);
        return { name: unit.replace(', all', ''), figures: [value, baseline, unitsBefore[unit] ?? null] };
      }),
    ),
    '',
    ...renderCircumstances(report),
    '',
  ].join('\n');
}

function renderCircumstances({ machine, commit, load, settings }: BenchmarkReport): string[] {
  const asked = Object.entries(settings).map(([name, value]) => `${name} ${value ?? 'as in the manifests'}`);
  const isBusy = Math.max(load.averageBefore[0] ?? 0, load.averageAfter[0] ?? 0) > 2 * machine.cpus;
  return [
    ...(isBusy ? [busyWarning, ''] : []),
    `- commit: \`${commit ?? 'unknown'}\``,
    `- machine: ${machine.cpus} x ${machine.model}, ${machine.memoryGiB} GiB, ${machine.system}, Node ${machine.node}`,
    `- load average ${load.averageBefore[0]} before and ${load.averageAfter[0]} after; CPU busy ` +
      `${Math.round(load.busyShare * 100)}% of the run, others' work included`,
    `- ${asked.join(', ')}`,
  ];
}

interface TableRow {
  readonly name: string;
  readonly figures: readonly (number | null)[];
}

function renderTable(titles: readonly string[], rows: readonly TableRow[]): string[] {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [
    line(titles),
    `|---|${titles
      .slice(1)
      .map(() => '---:|')
      .join('')}`,
    ...rows.map(({ name, figures }) =>
      line([name, ...figures.map((figure) => (figure === null ? '' : formatFigure(figure)))]),
    ),
  ];
}

/** CPU of a journey in all processes, in milliseconds. */
export function totalOf(report: Pick<BenchmarkReport, 'rows'>) {
  const { value, baseline, ratio } = rowOf(report, total);
  if (baseline === null || ratio === null) throw new Error('the report has no floor');
  return { oursMs: value, floorMs: baseline, ratio };
}

function rowOf({ rows }: Pick<BenchmarkReport, 'rows'>, metric: string): BenchmarkRow {
  const row = rows.find((each) => each.metric === metric);
  if (row === undefined) throw new Error(`the report lacks the row "${metric}"`);
  return row;
}

export function formatFigure(figure: number): string {
  return figure.toLocaleString('en-US', { maximumSignificantDigits: 3 });
}
