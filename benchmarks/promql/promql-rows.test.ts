import { describe, expect, it } from 'vitest';
import { measureIngestion, measureLongRun } from './measure-ingestion.ts';
import { ingestionRows, promqlRows } from './promql-rows.ts';

describe('PromQL rows', () => {
  it('compare the fastest rounds, with twice the time of Prometheus as the goal', () => {
    const [row] = promqlRows([
      { name: 'rate', series: 1_000, ourSeconds: [0.3, 0.2, 0.25], theirSeconds: [0.1, 0.4, 0.12] },
    ]);
    expect(row).toMatchObject({ value: 200, baseline: 100, ratio: 2, met: true });
  });

  it('have no goal without a Prometheus to compare with', () => {
    const [row] = promqlRows([{ name: 'rate', series: 1, ourSeconds: [1], theirSeconds: [] }]);
    expect(row).toMatchObject({ baseline: null, met: null });
  });
});

it('have goals for bytes a sample, and for memory after a day relative to its beginning', () => {
  const rows = ingestionRows(
    { series: 10, samplesPerSecond: 1_000, bytesPerSample: 2, heldBytesPerSample: 9 },
    { hours: 24, retentionHours: 1, earlyBytes: 10_000_000, lateBytes: 12_000_000 },
  );
  expect(rows.map(({ value, unit, ratio, met }) => [value, unit, ratio, met])).toEqual([
    [1_000, 'samples/s', null, null],
    [2, 'bytes/sample', null, true],
    [9, 'bytes/sample', null, null],
    [12, 'MB', 1.2, false],
  ]);
});

it('are computed from measured scrapes and days', () => {
  const { samplesPerSecond, bytesPerSample } = measureIngestion(160, 300);
  expect(samplesPerSecond).toBeGreaterThan(0);
  expect(bytesPerSample).toBeGreaterThan(0);
  expect(measureLongRun(10).lateBytes).toBeLessThan(50_000_000);
});
