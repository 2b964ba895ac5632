import type { BenchmarkRow } from '../report/benchmark-report.ts';
import { createRow } from '../report/create-row.ts';

/** One query over one number of series, asked several times of both. */
export interface MeasuredQuery {
  readonly name: string;
  readonly series: number;
  readonly ourSeconds: readonly number[];
  /** Empty where there is no Prometheus to compare with. */
  readonly theirSeconds: readonly number[];
}

/** The goal of the project: within twice the time of the real Prometheus. */
const withinTwice = { of: 'ratio', relation: '<=', bound: 2 } as const;

/** The quickest of the rounds counts, of both: whatever else the machine does only adds. */
export function promqlRows(measured: readonly MeasuredQuery[]): BenchmarkRow[] {
  return measured.map(({ name, series, ourSeconds, theirSeconds }) => {
    const baseline = theirSeconds.length === 0 ? null : Math.min(...theirSeconds) * 1_000;
    return createRow({
      metric: `${name}, ${series} series, 1 h at 15 s`,
      value: Math.min(...ourSeconds) * 1_000,
      unit: 'ms',
      baseline,
      goal: baseline === null ? null : withinTwice,
    });
  });
}
