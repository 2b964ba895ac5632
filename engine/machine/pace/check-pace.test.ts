import { expect, test } from 'vitest';
import { checkPace, paceQuery } from './check-pace.ts';
import { paceAt } from './pace.ts';

function adapterWith(...ranges: string[]) {
  const rules = ranges.map(
    (range, index) =>
      `  - seriesQuery: hits_total\n    name: {as: hits_${index}}\n    metricsQuery: sum by (<<.GroupBy>>) (rate(<<.Series>>{<<.LabelMatchers>>}[${range}]))\n`,
  );
  const metadata = { name: 'adapter', labels: { 'app.kubernetes.io/name': 'prometheus-adapter' } };
  const config = { apiVersion: 'v1' as const, kind: 'ConfigMap' as const, metadata };
  return {
    ConfigMap: [{ ...config, data: { 'config.yaml': `rules:\n${rules.join('')}` } }],
    MetricTemplate: [],
    Canary: [],
  };
}

test.each([
  ['1m', 15],
  ['2m', 30],
  ['20s', 5],
])('a query over %s allows speeds up to %d', (range, largest) => {
  expect(() => checkPace(adapterWith('1h', range), paceAt(largest))).not.toThrow();
  expect(() => checkPace(adapterWith('1h', range), paceAt(largest + 0.5))).toThrow(
    expect.objectContaining({ code: 'speed-invalid', details: expect.objectContaining({ largest }) }),
  );
});

test('says which query looks back over what, and how far the speed may go', () => {
  expect(() => checkPace(adapterWith('2m', '1m'), paceAt(20))).toThrow(
    '--speed 20 cannot be used: the query of hits_1 (ConfigMap adapter) looks back over 1m, which would be 3s, less than four scrapes of 1s; --speed goes up to 15 with it.',
  );
});

test('allows the speed of a cluster whatever the queries are, and no slower one', () => {
  expect(() => checkPace(adapterWith('1s'), paceAt(1))).not.toThrow();
  expect(() => checkPace(adapterWith('15s'), paceAt(2))).toThrow('it allows no --speed');
  expect(() => checkPace(adapterWith(), paceAt(0.5))).toThrow('give 1 or more');
  expect(() => checkPace(adapterWith(), paceAt(Number.NaN))).toThrow('give 1 or more');
});

test('shortens the ranges of a query', () => {
  expect(paceQuery('rate(hits_total[1m])', paceAt(10))).toBe('rate(hits_total[6s])');
  expect(paceQuery('rate( hits_total[1m] )', paceAt(1))).toBe('rate( hits_total[1m] )');
});
