import type { BenchmarkReport, BenchmarkRow, Goal } from './benchmark-report.ts';

const titles = ['metric', 'value', 'unit', 'baseline', 'ratio', 'goal', 'met'];
const rightAligned = new Set(['value', 'baseline', 'ratio']);
const gap = '  ';

/** Renders the report as a table. */
export function renderReport(report: BenchmarkReport): string {
  const { name, machine, commit, load, settings, rows, notes } = report;
  const asked = Object.entries(settings).map(([key, value]) => `${key} ${value ?? 'as in the manifests'}`);
  const averages = `${load.averageBefore[0]} before, ${load.averageAfter[0]} after`;
  const lines = [
    `${name}: ${asked.join(', ')}`,
    `machine: ${machine.cpus} x ${machine.model}, ${machine.memoryGiB} GiB, ${machine.system}, Node ${machine.node}`,
    `commit: ${commit ?? 'unknown'}; load average ${averages}; CPU busy ${Math.round(load.busyShare * 100)}% of the run`,
    '',
    renderRows(rows),
    ...notes.map((note, index) => `${index === 0 ? '\n' : ''}- ${note}`),
  ];
  return lines.join('\n');
}

/** The rows that missed their goal. */
export function missedRows(report: Pick<BenchmarkReport, 'rows'>): readonly BenchmarkRow[] {
  return report.rows.filter(({ met }) => met === false);
}

function renderRows(rows: readonly BenchmarkRow[]): string {
  const all = [titles, ...rows.map(cellsOf)];
  const widths = titles.map((_, column) => Math.max(...all.map((cells) => cells[column]?.length ?? 0)));
  return all.map((cells) => renderCells(cells, widths)).join('\n');
}

function renderCells(cells: readonly string[], widths: readonly number[]): string {
  return cells
    .map((text, column) => {
      const width = widths[column] ?? 0;
      return rightAligned.has(titles[column] ?? '') ? text.padStart(width) : text.padEnd(width);
    })
    .join(gap)
    .trimEnd();
}

function cellsOf({ metric, value, unit, baseline, ratio, goal, met }: BenchmarkRow): string[] {
  return [
    metric,
    formatFigure(value),
    unit,
    baseline === null ? '' : formatFigure(baseline),
    ratio === null ? '' : formatFigure(ratio),
    goal === null ? '' : formatGoal(goal),
    met === null ? '' : met ? 'yes' : 'NO',
  ];
}

function formatGoal({ of, relation, bound }: Goal): string {
  return `${of === 'ratio' ? 'ratio ' : ''}${relation} ${formatFigure(bound)}`;
}

function formatFigure(figure: number): string {
  return figure.toLocaleString('en-US', { maximumSignificantDigits: 4 });
}
