import { describe, expect, it } from 'vitest';
import { PromqlError } from '../promql-error.ts';
import { parseQuery } from './parse-query.ts';

function problemOf(query: string): PromqlError {
  try {
    parseQuery(query);
  } catch (error) {
    if (error instanceof PromqlError) return error;
  }
  throw new Error(`${query} was accepted`);
}

describe('a query that is none', () => {
  it.each([
    ['', '1:1: parse error: no expression found in input'],
    ['up up', '1:4: parse error: unexpected identifier "up", expected an operator or the end of the query'],
    [
      'up constructor up',
      '1:4: parse error: unexpected identifier "constructor", expected an operator or the end of the query',
    ],
    [
      'sum(',
      '1:5: parse error: unexpected end of input, expected a metric, a function, a number, a string or "("',
    ],
    ['up{job=api}', '1:8: parse error: unexpected identifier "api" in label matching, expected a string'],
    ['up{job}', '1:7: parse error: unexpected "}" in label matching, expected one of "=", "!=", "=~", "!~"'],
    [
      'up[5m',
      '1:6: parse error: unexpected end of input in range, expected "]", or ":" and a step for a subquery',
    ],
    ['sum(up) by (job', '1:16: parse error: unexpected end of input in grouping opts, expected "," or ")"'],
    [
      'up offset x',
      '1:11: parse error: unexpected identifier "x" in offset, expected a duration such as 5m or a number of seconds',
    ],
    ['nothing_of_the_kind(up)', '1:1: parse error: unknown function with name "nothing_of_the_kind"'],
    [
      'rate(up)',
      '1:6: parse error: expected type range vector in call to function "rate", got instant vector',
    ],
    ['round(up, 1, 2)', '1:1: parse error: expected at most 2 argument(s) in call to "round", got 3'],
    [
      'up\n  + rate(up)',
      '2:10: parse error: expected type range vector in call to function "rate", got instant vector',
    ],
    ['up{job=~"("}', '1:4: parse error: error parsing regexp: missing closing ): `(`'],
    ['up ; up', "1:4: parse error: unexpected character: ';'"],
    ['"up', '1:1: parse error: unterminated quoted string, expected a closing "'],
    [
      'up[1m5h]',
      '1:4: parse error: unexpected number "1m5h" in duration, expected a duration such as 5m or a number of seconds',
    ],
  ])('%j is refused with place and expectation', (query, message) => {
    expect(problemOf(query).message).toBe(message);
    expect(problemOf(query).kind).toBe('parse');
  });

  it('has all its problems of types told at once', () => {
    expect(problemOf('rate(up) + abs(1) > bool "x"').message.split('\n')).toHaveLength(3);
  });

  it.each(['limitk(2, up)', 'info(up)', 'rate(up[5m] anchored)', 'up + fill(0) up', 'up[5m*2]'])(
    '%s is refused where experiments are not allowed',
    (query) => {
      expect(problemOf(query).message).toMatch(/experimental/);
      expect(() => parseQuery(query, { experimental: true })).not.toThrow();
    },
  );

  it('is refused before it is nested deeper than the stack', () => {
    expect(problemOf(`${'('.repeat(5000)}1${')'.repeat(5000)}`).message).toMatch(/nested too deeply/);
    expect(problemOf(`${'-'.repeat(50_000)}1`).message).toMatch(/nested too deeply/);
  });
});
