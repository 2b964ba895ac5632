import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findJsonError } from './find-json-error.ts';

test.each([
  ['{"a": 1,}', '1:9 is not JSON: expected a name in double quotes, found "}"'],
  ['{"a" 1}', '1:6 is not JSON: expected ":", found "1"'],
  ['{"a": 1 "b": 2}', '1:9 is not JSON: expected "," or "}", found "\\""'],
  ['[1, 2', '1:6 is not JSON: expected "," or "]", found the end'],
  ['[1,\n 2,\n x]', '3:2 is not JSON: expected a value, found "x"'],
  ['{"a": "b', '1:7 is not JSON: expected a string that is closed, found "\\""'],
  ["{'a': 1}", '1:2 is not JSON: expected a name in double quotes, found "\'"'],
  ['[01]', '1:3 is not JSON: expected "," or "]", found "1"'],
  ['[1] []', '1:5 is not JSON: expected the end, found "["'],
  ['', '1:1 is not JSON: expected a value, found the end'],
  ['['.repeat(100_000), '1:101 is nested too deeply: at most 100 levels can be read'],
  [
    `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`,
    '1:501 is nested too deeply: at most 100 levels can be read',
  ],
])('finds the error in text %#', (text, expected) => {
  const error = findJsonError(text);
  expect(error && `${error.line}:${error.column} ${error.message}`).toBe(expected);
});

test('finds no error in the output of JSON.stringify, and one wherever JSON.parse throws', () => {
  fc.assert(fc.property(fc.jsonValue(), (value) => findJsonError(JSON.stringify(value, null, 1)) === null));
  const piece = fc.constantFrom(
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    '"a"',
    '1',
    '-',
    '.5',
    'e3',
    'null',
    ' ',
    '\\',
    '"',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
      const text = pieces.join('');
      expect(findJsonError(text) === null).toBe(isJson(text));
    }),
    { numRuns: 2_000 },
  );
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

test('accepts a nesting depth of 100', () => {
  expect(findJsonError(`${'['.repeat(100)}${']'.repeat(100)}`)).toBeNull();
});

test('reads texts of 20 MB', () => {
  const size = 20_000_000;
  for (const value of ['a'.repeat(size), '\\n'.repeat(size / 2), 'é'.repeat(size)])
    expect(findJsonError(`["${value}"]`)).toBeNull();
  expect(findJsonError(`{"${'a'.repeat(size)}": 1}`)).toBeNull();
  expect(findJsonError(`[${' '.repeat(size)}${'1'.repeat(size)}]`)).toBeNull();
  expect(findJsonError(`["${'a'.repeat(size)}`)).toMatchObject({ line: 1, column: 2 });
});

test('agrees with JSON.parse on what a string may contain', () => {
  const piece = fc.constantFrom('"', '\\', 'n', 'u', '00e9', '/', 'x', '\n', '\u0001', '\u007f', ' ');
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
      const text = `"${pieces.join('')}"`;
      expect(findJsonError(text) === null).toBe(isJson(text));
    }),
    { numRuns: 2_000 },
  );
});
