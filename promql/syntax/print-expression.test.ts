import { describe, expect, it } from 'vitest';
import { parseQuery } from './parse-query.ts';
import { prettifyExpression, printExpression } from './print-expression.ts';

const options = { experimental: true };

describe('a printed expression', () => {
  it.each([
    ['sum   (up)BY(job)', 'sum by (job) (up)'],
    ['sum without() (up)', 'sum without () (up)'],
    ['topk (5,up{job = "a",x!~"b.*"})', 'topk(5, up{job="a",x!~"b.*"})'],
    ['{"my.metric","my.label"=\'x\'}', '{"my.metric","my.label"="x"}'],
    ['rate(a[300] offset 1h @ 5)', 'rate(a[5m] @ 5.000 offset 1h)'],
    ['a[90s:] offset -1m', 'a[1m30s:] offset -1m'],
    ['a+on(x)group_left(y)b', 'a + on (x) group_left (y) b'],
    ['a>=bool 1e7', 'a >= bool 1e+07'],
    ['-a ^ -2', '-a ^ -2'],
    ['(a or b) and ignoring(c) d', '(a or b) and ignoring (c) d'],
    ['a + fill(0) b', 'a + fill (0) b'],
    ['a[step()*2+1m]', 'a[step() * 2s + 1m]'],
    ['5m * vector(inf)', '5m * vector(+Inf)'],
    ['a @ end()', 'a @ end()'],
    ['rate(a[5m] smoothed)', 'rate(a[5m] smoothed)'],
    ['"a\\"b"', '"a\\"b"'],
  ])('of %s is %s, and reads back to itself', (query, printed) => {
    const text = printExpression(parseQuery(query, options));
    expect(text).toBe(printed);
    expect(printExpression(parseQuery(text, options))).toBe(printed);
  });

  it('is laid out over several lines when it is long', () => {
    const query = `sum by (job) (rate(http_server_request_duration_seconds_count{http_route="/v1/orders"}[5m])) / on (job) sum by (job) (up)`;
    expect(prettifyExpression(parseQuery(query))).toBe(
      [
        '  sum by (job) (rate(http_server_request_duration_seconds_count{http_route="/v1/orders"}[5m]))',
        '/ on (job)',
        '  sum by (job) (up)',
      ].join('\n'),
    );
  });

  it('keeps a short one on its line', () => {
    expect(prettifyExpression(parseQuery('sum( up )'))).toBe('sum(up)');
  });
});
