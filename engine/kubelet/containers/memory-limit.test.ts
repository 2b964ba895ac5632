import { expect, test } from 'vitest';
import { decideMemory, heapOptions, memoryLimitOf } from './memory-limit.ts';

const mebibyte = 2 ** 20;

test('reads the limit of a container, where it has one', () => {
  expect(memoryLimitOf({ resources: { limits: { memory: '512Mi', cpu: 1 } } })).toBe(536_870_912);
  expect(memoryLimitOf({ resources: { requests: { memory: '512Mi' } } })).toBeNull();
  expect(memoryLimitOf({})).toBeNull();
});

test('gives the heap of Node.js half of the limit, as it takes itself in a container', () => {
  expect(heapOptions(536_870_912)).toEqual(['--max-old-space-size=256']);
  expect(heapOptions(1)).toEqual(['--max-old-space-size=1']);
  expect(heapOptions(null)).toEqual([]);
});

test('kills what holds more than its limit, and says how much', () => {
  expect(decideMemory({ memoryBytes: 600 * mebibyte, limitBytes: 512 * mebibyte })).toEqual({
    mustKill: true,
    reason: 'OOMKilled: it held 600 MiB, its limit is 512 MiB',
  });
});

test.each([[512 * mebibyte], [null]])('lets 512 MiB be under a limit of %j', (limitBytes) => {
  expect(decideMemory({ memoryBytes: 512 * mebibyte, limitBytes })).toEqual({ mustKill: false });
});
