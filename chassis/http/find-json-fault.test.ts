import { describe, expect, it } from 'vitest';
import { findJsonFault } from './find-json-fault.ts';

describe('a duplicate key in an object', () => {
  it.each<[string, string, string, string]>([
    ['at the top', '{"a":1,"a":2}', '/a', 'line 1, column 8'],
    ['with the same value', '{"a":1,"a":1}', '/a', 'line 1, column 8'],
    ['not side by side', '{"a":1,"b":2,"a":3}', '/a', 'line 1, column 14'],
    ['in an inner object', '{"x":{"a":1,"a":2}}', '/x/a', 'line 1, column 13'],
    ['in a list', '{"items":[{"sku":"a"},{"sku":"a","sku":"b"}]}', '/items/1/sku', 'line 1, column 34'],
    ['in a list of lists', '[[],[[{"a":1},{"a":1,"a":1}]]]', '/1/0/1/a', 'line 1, column 22'],
    ['behind an inner object', '{"a":{"b":[1,2]},"a":2}', '/a', 'line 1, column 18'],
    ['whose first value is an object with that key', '{"a":{"a":{"a":1}},"a":1}', '/a', 'line 1, column 20'],
    ['written with an escape', String.raw`{"a":1,"\u0061":2}`, '/a', 'line 1, column 8'],
    ['written with escapes twice', String.raw`{"\u00e9":1,"\u00E9":2}`, '/é', 'line 1, column 13'],
    ['of quotes and backslashes', String.raw`{"\"\\":1,"\"\\":2}`, '/"\\', 'line 1, column 11'],
    ['of an escaped slash', String.raw`{"a\/b":1,"a/b":2}`, '/a~1b', 'line 1, column 11'],
    ['of a tilde', '{"~":1,"~":2}', '/~0', 'line 1, column 8'],
    ['that is empty', '{"":1,"":2}', '/', 'line 1, column 7'],
    ['over several lines', '{\n  "a": 1,\r\n  "a" : 2\n}', '/a', 'line 3, column 3'],
    ['of an object’s own members', '{"toString":1,"toString":2}', '/toString', 'line 1, column 15'],
  ])('is found %s', (_title, text, instancePath, place) => {
    JSON.parse(text);
    expect(findJsonFault(text)).toEqual({ instancePath, message: `is given twice, again at ${place}` });
  });

  it('is shortened in its path', () => {
    const key = 'k'.repeat(100_000);
    const fault = findJsonFault(`{"${key}":1,"${key}":2}`);
    expect(fault?.instancePath).toBe(`/${'k'.repeat(64)}…`);
  });
});

describe('nothing is found', () => {
  it.each([
    '{"a":1,"b":{"a":1},"c":[{"a":1},{"a":1}]}',
    '{"a":"a","b":"a"}',
    '{"a":["a","a","b"],"b":1}',
    '{"a":{},"b":[],"c":[{},[]],"d":{}}',
    String.raw`{"a":"\",\"a\":","b":"\\","c":"{\"a\":1,\"a\":2}"}`,
    String.raw`{"a":1,"A":2,"\u00e1":3,"a\u0301":4}`,
    '["a","a"]',
    '"a"',
    'null',
    '0',
    '{}',
    '[]',
  ])('in %s', (text) => {
    JSON.parse(text);
    expect(findJsonFault(text)).toBeNull();
  });
});

describe('depth', () => {
  const nested = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`;

  it('is limited to 100 levels', () => {
    expect(findJsonFault(nested(100))).toBeNull();
    expect(findJsonFault(nested(101))).toEqual({
      instancePath: '',
      message: 'is nested deeper than 100 levels, at line 1, column 101',
    });
    expect(findJsonFault(`${'{"a":'.repeat(101)}1${'}'.repeat(101)}`)?.message).toContain('column 501');
    expect(findJsonFault(`[${Array(1_000).fill(nested(99)).join()}]`)).toBeNull();
  });
});

it('is checked in linear time', () => {
  const keys = Array.from({ length: 200_000 }, (_, index) => `"k${index}":${index}`);
  const texts = [
    `{${keys.join()}}`,
    `{"a":"${'\\\\'.repeat(1_000_000)}"}`,
    `{"a":"${'\\"'.repeat(1_000_000)}"}`,
    `[${'{},'.repeat(500_000)}{}]`,
    `[${' '.repeat(2_000_000)}]`,
  ];
  const startedAt = performance.now();
  for (const text of texts) expect(findJsonFault(text)).toBeNull();
  expect(performance.now() - startedAt).toBeLessThan(10_000);
});
