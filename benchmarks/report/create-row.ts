import type { BenchmarkRow, Goal } from './benchmark-report.ts';

interface RowInput {
  readonly metric: string;
  readonly value: number;
  readonly unit: string;
  readonly baseline?: number | null;
  readonly goal?: Goal | null;
}

const keptDigits = 4;

/** Creates a row with its ratio and verdict; both are computed before the figures are rounded to four digits. */
export function createRow({ metric, value, unit, baseline = null, goal = null }: RowInput): BenchmarkRow {
  const ratio = baseline === null || baseline === 0 ? null : value / baseline;
  const judged = goal === null ? null : goal.of === 'value' ? value : ratio;
  return {
    metric,
    value: round(value),
    unit,
    baseline: baseline === null ? null : round(baseline),
    ratio: ratio === null ? null : round(ratio),
    goal,
    met: goal === null || judged === null ? null : isMet(judged, goal),
  };
}

function isMet(figure: number, { relation, bound }: Goal): boolean {
  return relation === '<=' ? figure <= bound : figure >= bound;
}

function round(figure: number): number {
  return Number(figure.toPrecision(keptDigits));
}
