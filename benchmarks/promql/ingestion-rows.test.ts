import { expect, it } from 'vitest';
import { ingestionRows } from './ingestion-rows.ts';
import { measureIngestion, measureLongRun } from './measure-ingestion.ts';

it('judges bytes a sample, and the memory of a day beside that of its beginning', () => {
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

it('measures scrapes and days', () => {
  const { samplesPerSecond, bytesPerSample } = measureIngestion(160, 300);
  expect(samplesPerSecond).toBeGreaterThan(0);
  expect(bytesPerSample).toBeGreaterThan(0);
  expect(measureLongRun(10).lateBytes).toBeLessThan(50_000_000);
});
