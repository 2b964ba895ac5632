import { expect, test } from 'vitest';
import { heapOptions, memoryLimitOf } from './memory-limit.ts';

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
