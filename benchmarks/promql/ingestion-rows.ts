import type { BenchmarkRow } from '../report/benchmark-report.ts';
import { createRow } from '../report/create-row.ts';
import type { Ingestion, LongRun } from './measure-ingestion.ts';

const megabyte = 1_000_000;
/** Three bytes are what "few" means; Prometheus itself says 1 to 2 on a disk. */
const fewBytes = { of: 'value', relation: '<=', bound: 3 } as const;
const flat = { of: 'ratio', relation: '<=', bound: 1.1 } as const;

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
