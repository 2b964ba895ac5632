import { expect, it } from 'vitest';
import { findUnkeptText } from './validator-compiler.ts';

it.each([
  ['text of every kind', 'Zoë 🐈\u202e\t\ud83d\ude00\uffff'],
  ['numbers, truth values and nothing', [1, true, null, undefined]],
  ['no text at all', {}],
])('finds nothing in %s', (_words, value) => {
  expect(findUnkeptText({ value })).toEqual([]);
});

it.each([
  ['NUL', 'a\u0000b'],
  ['the first half of a pair alone', 'a\ud800b'],
  ['the second half alone', '\udc00'],
  ['two halves in the wrong order', '\udc00\ud800'],
])('finds %s, and says where it is', (_words, text) => {
  expect(findUnkeptText({ delivery: { lines: ['fine', text] } })).toMatchObject([
    { instancePath: '/delivery/lines/1', message: expect.stringContaining('U+0000') },
  ]);
});

it('finds it in keys, which it does not repeat', () => {
  expect(findUnkeptText({ delivery: { 'a\u0000': 'b' } })).toMatchObject([
    { instancePath: '/delivery', message: expect.stringContaining('in a key') },
  ]);
});

it('searches deeply nested values', () => {
  let value: unknown = '\u0000';
  for (let depth = 0; depth < 30_000; depth += 1) value = [value];
  expect(findUnkeptText(value)).toHaveLength(1);
});
