import type { BenchmarkRow } from '../report/benchmark-report.ts';
import { createRow } from '../report/create-row.ts';
import type { MeasuredBus } from './measure-event-latency.ts';

const names = { postgres: 'PostgreSQL', nats: 'NATS JetStream' } as const;

/** The rows of outbox to handler; NATS compared with PostgreSQL in the same run. */
export function eventLatencyRows(measured: readonly MeasuredBus[]): BenchmarkRow[] {
  const base = measured.find(({ bus }) => bus === 'postgres')?.latency ?? null;
  return measured.flatMap(({ bus, latency }) => {
    if (latency === null) return [];
    const isBase = bus === 'postgres';
    const metric = `event from outbox to handler by ${names[bus]}`;
    return [
      createRow({
        metric: `${metric}: p50`,
        value: latency.p50Ms,
        unit: 'ms',
        baseline: isBase ? null : (base?.p50Ms ?? null),
      }),
      createRow({
        metric: `${metric}: p99`,
        value: latency.p99Ms,
        unit: 'ms',
        baseline: isBase ? null : (base?.p99Ms ?? null),
      }),
    ];
  });
}
