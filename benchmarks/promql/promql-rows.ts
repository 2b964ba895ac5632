import type { BenchmarkRow } from '../report/benchmark-report.ts';
import { createRow } from '../report/create-row.ts';
import type { Ingestion, LongRun } from './measure-ingestion.ts';

const megabyte = 1_000_000;

/** Three bytes are what "few" means; Prometheus itself says 1 to 2 on a disk. */
const fewBytes = { of: 'value', relation: '<=', bound: 3 } as const;
const flat = { of: 'ratio', relation: '<=', bound: 1.1 } as const;

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

export function ingestionRows(ingestion: Ingestion, longRun: LongRun): BenchmarkRow[] {
  const at = `${ingestion.series} series`;
  return [
    createRow({ metric: `ingestion, ${at}`, value: ingestion.samplesPerSecond, unit: 'samples/s' }),
    createRow({
      metric: `samples, ${at}`,
      value: ingestion.bytesPerSample,
      unit: 'bytes/sample',
      goal: fewBytes,
    }),
    createRow({
      metric: `with labels and index, ${at}`,
      value: ingestion.heldBytesPerSample,
      unit: 'bytes/sample',
    }),
    createRow({
      metric: `held after ${longRun.hours} h, beside 3 h, of which ${longRun.retentionHours} h is kept`,
      value: longRun.lateBytes / megabyte,
      unit: 'MB',
      baseline: longRun.earlyBytes / megabyte,
      goal: flat,
    }),
  ];
}
