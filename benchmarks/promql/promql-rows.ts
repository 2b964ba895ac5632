import type { BenchmarkRow } from '../report/benchmark-report.ts';
import { createRow } from '../report/create-row.ts';
import type { Ingestion, LongRun } from './measure-ingestion.ts';

const megabyte = 1_000_000;

/** Goal for compressed samples; Prometheus states 1 to 2 bytes on disk. */
const fewBytes = { of: 'value', relation: '<=', bound: 3 } as const;
const flat = { of: 'ratio', relation: '<=', bound: 1.1 } as const;

/** One query over one number of series, timed several times in both engines. */
export interface MeasuredQuery {
  readonly name: string;
  readonly series: number;
  readonly ourSeconds: readonly number[];
  /** Empty when Prometheus is not installed. */
  readonly theirSeconds: readonly number[];
}

/** Goal: at most twice the time of Prometheus. */
const withinTwice = { of: 'ratio', relation: '<=', bound: 2 } as const;

/** Uses the fastest round of each engine, since other load on the machine only adds time. */
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
      metric: `memory with labels and index, ${at}`,
      value: ingestion.heldBytesPerSample,
      unit: 'bytes/sample',
    }),
    createRow({
      metric: `memory after ${longRun.hours} h compared with 3 h, retention ${longRun.retentionHours} h`,
      value: longRun.lateBytes / megabyte,
      unit: 'MB',
      baseline: longRun.earlyBytes / megabyte,
      goal: flat,
    }),
  ];
}
