import { describe, expect, it } from 'vitest';
import { promqlRows } from './promql-rows.ts';

describe('the rows of the PromQL benchmark', () => {
  it('compare the quickest, and want at most twice the time of Prometheus', () => {
    const [row] = promqlRows([
      { name: 'rate', series: 1_000, ourSeconds: [0.3, 0.2, 0.25], theirSeconds: [0.1, 0.4, 0.12] },
    ]);
    expect(row).toMatchObject({ value: 200, baseline: 100, ratio: 2, met: true });
  });

  it('judge nothing where there is nothing to compare with', () => {
    const [row] = promqlRows([{ name: 'rate', series: 1, ourSeconds: [1], theirSeconds: [] }]);
    expect(row).toMatchObject({ baseline: null, met: null });
  });
});
