import { expect, test } from 'vitest';
import { LineSplitter } from './line-splitter.ts';

function linesOf(...chunks: readonly (string | Buffer)[]): string[] {
  const splitter = new LineSplitter();
  const lines = chunks.flatMap((chunk) => splitter.push(Buffer.from(chunk)));
  return [...lines, ...splitter.end()].map((line) => line.text);
}

test('joins a line that comes in pieces', () => {
  expect(linesOf('on', 'e\ntwo', '\nthree')).toEqual(['one', 'two', 'three']);
});

test('keeps a character whole whose bytes come in two chunks', () => {
  const bytes = Buffer.from('sn\u00f8\n');
  expect(linesOf(bytes.subarray(0, 3), bytes.subarray(3))).toEqual(['sn\u00f8']);
});

test('keeps empty lines and drops carriage returns', () => {
  expect(linesOf('a\r\n\nb\n')).toEqual(['a', '', 'b']);
});

test('gives a line without end in parts instead of holding it in memory', () => {
  const splitter = new LineSplitter();
  const parts = splitter.push(Buffer.alloc(200_000, 'x'));
  expect(parts.length).toBeGreaterThanOrEqual(3);
  expect(parts.every((part) => part.isPartial)).toBe(true);
  expect([...parts, ...splitter.end()].reduce((sum, part) => sum + part.text.length, 0)).toBe(200_000);
});
