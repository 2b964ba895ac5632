import { createLatencyRecorder } from '@petstore/shoppers/latency';
import type { LoadReport } from '@petstore/shoppers/load';
import { expect, test } from 'vitest';
import { type LoadCpu, loadRows } from './load-rows.ts';

function recorded(count: number, latencyMs: number) {
  const recorder = createLatencyRecorder();
  for (let index = 0; index < count; index += 1) recorder.record(latencyMs);
  return recorder;
}

const report: LoadReport = {
  isComplete: true,
  seconds: 10,
  askedPerSecond: 10,
  requestsPerSecond: 80,
  requests: 800,
  failedRequests: 16,
  errorShare: 0.02,
  failures: new Map([['refused', 16]]),
  journeys: { begun: 90, completed: 80 },
  latency: recorded(800, 40),
  kinds: new Map([['order', recorded(30, 60)]]),
  journeyLatency: recorded(10, 300),
  lag: recorded(800, 1),
  restockRequests: 99,
  generator: { cpuSeconds: 0.8, cpuShares: [0.08] },
  generatorLimited: { reason: 'lag', detail: 'late' },
};
const cpu: LoadCpu = {
  seconds: 10,
  groups: new Map([
    ['gateway', 4],
    ['PostgreSQL', 6],
  ]),
  machineSeconds: 12.8,
  cores: 2,
};
const figureOf = (rows: ReturnType<typeof loadRows>, metric: string) =>
  rows.find((row) => row.metric === metric)?.value;

test('compares what was achieved with what was asked, and judges latency and errors', () => {
  const rows = loadRows({ askedRps: 100, report, cpu });
  expect(rows[0]).toMatchObject({ metric: 'gateway requests', value: 80, baseline: 100, ratio: 0.8 });
  const judged = rows.filter(({ met }) => met !== null).map(({ metric, met }) => [metric, met]);
  expect(judged).toEqual([
    ['errors', false],
    ['all requests: p95', true],
  ]);
});

test('leaves out percentiles of too few samples', () => {
  const metrics = loadRows({ askedRps: 100, report, cpu }).map(({ metric }) => metric);
  expect(metrics.filter((metric) => /^(order|journey): p/.test(metric))).toEqual([
    'journey: p50',
    'order: p50',
    'order: p95',
  ]);
});

test('tells the system from its generator and from other processes', () => {
  const rows = loadRows({ askedRps: 100, report, cpu });
  expect(figureOf(rows, 'CPU: system')).toBe(1);
  expect(figureOf(rows, 'CPU: system, a journey')).toBe(125);
  expect(figureOf(rows, 'CPU: other processes')).toBe(0.2);
  expect(figureOf(rows, 'CPU: machine')).toBe(64);
  expect(figureOf(rows, 'generator: CPU a request')).toBe(1);
  expect(figureOf(rows, 'generator: was the limit')).toBe(1);
});

test('has no rows of CPU where it is not reported', () => {
  const metrics = loadRows({ askedRps: 100, report, cpu: null }).map(({ metric }) => metric);
  expect(metrics.filter((metric) => metric.startsWith('CPU'))).toEqual([]);
});
