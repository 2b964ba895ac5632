import fc from 'fast-check';
import { expect, test } from 'vitest';
import { WholeLines } from './whole-lines.ts';

/** What is stored with each chunk, and at the end. */
function storedOf(...chunks: readonly (string | Buffer)[]): (string | null)[] {
  const lines = new WholeLines();
  const stored = chunks.map((chunk) => lines.push(Buffer.from(chunk)));
  return [...stored, lines.end()].map((bytes) => bytes?.toString('utf8') ?? null);
}

test('joins a line that comes in pieces', () => {
  expect(storedOf('on', 'e\ntwo', '\nthree')).toEqual([null, 'one\n', 'two\n', 'three\n']);
});

test('stores the lines of a chunk together', () => {
  expect(storedOf('one\ntwo\nthree\n')).toEqual(['one\ntwo\nthree\n', null]);
});

test('keeps a character whole whose bytes come in two chunks', () => {
  const bytes = Buffer.from('sn\u00f8\n');
  expect(storedOf(bytes.subarray(0, 3), bytes.subarray(3))).toEqual([null, 'sn\u00f8\n', null]);
});

test('gives a line without end in parts instead of holding it in memory', () => {
  const parts = storedOf(...Array.from({ length: 25 }, () => 'x'.repeat(8_000))).filter(
    (part) => part !== null,
  );
  expect(parts.length).toBeGreaterThanOrEqual(3);
  expect(parts.every((part) => part.endsWith('\n'))).toBe(true);
  expect(parts.reduce((sum, part) => sum + part.length - 1, 0)).toBe(200_000);
});

test('loses, adds and reorders nothing, however the bytes come', () => {
  const chunk = fc.string({ unit: fc.constantFrom('a', 'b', '\u00f8', '\n') });
  fc.assert(
    fc.property(fc.array(chunk), (chunks) => {
      const stored = storedOf(...chunks).filter((part) => part !== null);
      expect(stored.every((part) => part.endsWith('\n'))).toBe(true);
      const all = chunks.join('');
      expect(stored.join('')).toBe(all === '' || all.endsWith('\n') ? all : `${all}\n`);
    }),
  );
});
