import { describe, expect, it } from 'vitest';
import { namesInQuery } from './names-in-query.ts';

describe('the metrics of a query', () => {
  it.each([
    ['up == 0', ['up']],
    [
      'sum by (pod) (rate(http_requests_total{code=~"5..", pod="a"}[5m])) / 2',
      ['http_requests_total code pod'],
    ],
    ['a{x="}"} or b unless on (pod) c', ['a x', 'b', 'c']],
    ['sum({__name__=~"first|second",state="waiting"})', ['first state', 'second state']],
    ['max(<<.Series>>{<<.LabelMatchers>>}) by (<<.GroupBy>>) or vector(0)', ['queue namespace']],
    [
      'rate(istio_requests_total{destination_workload="{{ target }}"}[{{ interval }}])',
      ['istio_requests_total destination_workload'],
    ],
    ['histogram_quantile(0.95, sum by (le) (rate(x_bucket[5m]))) > 1e3', ['x_bucket']],
    ['node:cpu:rate5m * on (node) group_left (zone) info', ['node:cpu:rate5m', 'info']],
    ['vector(1) + 0x1F', []],
  ])('%s', (query, expected) => {
    const found = namesInQuery(query, 'queue').map(({ name, labels }) => [name, ...labels].join(' '));
    expect(found).toEqual(expected);
  });
});
