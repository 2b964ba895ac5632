import { describe, expect, it } from 'vitest';
import { createRow } from './create-row.ts';

describe('a row', () => {
  it('has value / baseline as its ratio', () => {
    expect(createRow({ metric: 'throughput', value: 3_000, unit: '1/s', baseline: 12_000 })).toEqual({
      metric: 'throughput',
      value: 3_000,
      unit: '1/s',
      baseline: 12_000,
      ratio: 0.25,
      goal: null,
      met: null,
    });
  });

  it('has no ratio without a baseline, or with a baseline of 0', () => {
    expect(createRow({ metric: 'time', value: 3, unit: 's' }).ratio).toBeNull();
    expect(createRow({ metric: 'time', value: 3, unit: 's', baseline: 0 }).ratio).toBeNull();
  });

  it.each([
    ['a value at its upper bound', 3, '<=', 3, true],
    ['a value above it', 3.0001, '<=', 3, false],
    ['a value at its lower bound', 3, '>=', 3, true],
    ['a value below it', 2.9999, '>=', 3, false],
  ] as const)('judges %s', (_case, value, relation, bound, met) => {
    expect(
      createRow({ metric: 'time', value, unit: 's', goal: { of: 'value', relation, bound } }),
    ).toMatchObject({ met });
  });

  it('compares a goal for the ratio with the unrounded ratio', () => {
    const goal = { of: 'ratio', relation: '>=', bound: 0.2 } as const;
    const row = createRow({ metric: 'throughput', value: 19_999.9, unit: '1/s', baseline: 100_000, goal });
    expect(row).toMatchObject({ ratio: 0.2, met: false });
  });

  it('has no verdict when the figure of the goal is missing', () => {
    const goal = { of: 'ratio', relation: '>=', bound: 0.2 } as const;
    expect(createRow({ metric: 'throughput', value: 1, unit: '1/s', goal }).met).toBeNull();
  });

  it('keeps four significant digits', () => {
    expect(createRow({ metric: 'time', value: 0.012_345_6, unit: 's', baseline: 123_456 })).toMatchObject({
      value: 0.012_35,
      baseline: 123_500,
    });
  });
});
