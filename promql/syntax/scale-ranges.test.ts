import { expect, test } from 'vitest';
import { parseQuery } from './parse-query.ts';
import { printExpression } from './print-expression.ts';
import { rangesOf, scaleRanges } from './scale-ranges.ts';

test.each([
  ['a range', 'rate(x[2m])', 0.1, 'rate(x[12s])'],
  ['an offset', 'rate(x[2m] offset 1h)', 0.1, 'rate(x[12s] offset 6m)'],
  [
    'a subquery with its step',
    'max_over_time(rate(x[1m])[10m:30s])',
    0.5,
    'max_over_time(rate(x[30s])[5m:15s])',
  ],
  ['both sides of an operator', 'rate(a[1m]) / rate(b[1m]) > 0', 0.5, 'rate(a[30s]) / rate(b[30s]) > 0'],
  [
    'the inside of an aggregation and of parentheses',
    'sum by (pod) (-(rate(a[1m])))',
    0.5,
    'sum by (pod) (-(rate(a[30s])))',
  ],
  ['the parameter of an aggregation', 'topk(scalar(rate(a[1m])), b)', 0.5, 'topk(scalar(rate(a[30s])), b)'],
  ['to milliseconds', 'rate(x[10s])', 1 / 3, 'rate(x[3s333ms])'],
  ['not to nothing', 'rate(x[1ms])', 0.01, 'rate(x[1ms])'],
  ['neither fixed times nor numbers', 'x @ 60 * 60', 0.5, 'x @ 60.000 * 60'],
])('scales %s', (_what, query, factor, scaled) => {
  expect(printExpression(scaleRanges(parseQuery(query), factor))).toBe(scaled);
});

test('scales the lengths of a duration expression and not its numbers', () => {
  const query = parseQuery('rate(x[max(1m, 30s) * 2])', { experimental: true });
  expect(printExpression(scaleRanges(query, 0.5))).toBe('rate(x[max(30s, 15s) * 2s])');
});

test('finds every range, the outer before the inner', () => {
  const query = parseQuery('sum(max_over_time(rate(a[1m])[10m:30s])) + rate(b[2m])');
  expect(rangesOf(query).map((range) => printExpression(range))).toEqual([
    'rate(a[1m])[10m:30s]',
    'a[1m]',
    'b[2m]',
  ]);
});
