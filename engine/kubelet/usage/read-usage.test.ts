import { expect, test } from 'vitest';
import { parseProcUsage, parsePsTable } from './read-usage.ts';

const stat =
  '42 (no de) S 1 42 42 0 -1 4194560 100 0 0 0 150 50 20 10 20 0 11 0 900 1000 200 18446744073709551615';
const status = 'Name:\tnode\nVmPeak:\t  900 kB\nVmRSS:\t   80000 kB\nThreads:\t11\n';

test('reads CPU seconds, with those of ended children, and resident memory from /proc', () => {
  expect(parseProcUsage(stat, status)).toEqual({ cpuSeconds: 2.3, memoryBytes: 81_920_000 });
});

test('knows nothing of a process that is just going', () => {
  expect(parseProcUsage('', '')).toBeNull();
  expect(parseProcUsage(stat, 'Name:\tnode\nState:\tZ (zombie)\n')).toBeNull();
});

test('sums the groups of a table of ps', () => {
  const table = '   42  80000   0:02.30\n   42  1000   1:00.00\n   77  500  1-02:03:04\n\n';
  expect([...parsePsTable(table)]).toEqual([
    [42, { cpuSeconds: 62.3, memoryBytes: 82_944_000 }],
    [77, { cpuSeconds: 93_784, memoryBytes: 512_000 }],
  ]);
});
