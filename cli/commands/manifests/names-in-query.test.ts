import { describe, expect, it } from 'vitest';
import { namesInQuery } from './names-in-query.ts';

describe('the metrics of a query', () => {
  it.each([
    ['up == 0', ['up']],
    ['sum by (pod) (rate(requests_total{code=~"5..", pod="a"}[5m])) / 2', ['requests_total code pod']],
    ['a{x="}"} or b unless on (pod) c', ['a x', 'b', 'c']],
    ['sum({__name__=~"first|second",state="waiting"})', ['first state', 'second state']],
    ['max(<<.Series>>{<<.LabelMatchers>>}) by (<<.GroupBy>>) or vector(0)', ['queue namespace']],
    ['rate(requests_total{workload="{{ target }}"}[{{ interval }}])', ['requests_total workload']],
    ['histogram_quantile(0.95, sum by (le) (rate(x_bucket[5m]))) > 1e3', ['x_bucket']],
    ['max_over_time((-deriv(cpu[5m]))[1h:1m])', ['cpu']],
    ['vector(1) + 0x1F', []],
  ])('%s', (query, expected) => {
    const found = namesInQuery(query, 'queue').map(({ name, labels }) => [name, ...labels].join(' '));
    expect(found).toEqual(expected);
  });

  it('refuses a text that is not PromQL', () => {
    expect(() => namesInQuery('sum(rate(up[5m])')).toThrow(/parse error/);
  });
});
