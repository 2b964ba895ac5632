import { expect, it } from 'vitest';
import { eventLatencyRows } from './event-latency-rows.ts';

const latency = { count: 1_000, p50Ms: 4, p95Ms: 8, p99Ms: 10, maxMs: 20 };

it('compares NATS with PostgreSQL, and leaves a bus out that is not installed', () => {
  const rows = eventLatencyRows([
    { bus: 'postgres', latency },
    { bus: 'nats', latency: { ...latency, p50Ms: 2 } },
  ]);
  expect(rows.map(({ value, ratio }) => ({ value, ratio }))).toEqual([
    { value: 4, ratio: null },
    { value: 10, ratio: null },
    { value: 2, ratio: 0.5 },
    { value: 10, ratio: 1 },
  ]);
  expect(
    eventLatencyRows([
      { bus: 'postgres', latency },
      { bus: 'nats', latency: null },
    ]),
  ).toHaveLength(2);
});
