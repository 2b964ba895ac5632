import { expect, test } from 'vitest';
import { decideMemory } from './decide-memory.ts';

const mebibyte = 2 ** 20;

test('kills what holds more than its limit, and says how much', () => {
  expect(decideMemory({ memoryBytes: 600 * mebibyte, limitBytes: 512 * mebibyte })).toEqual({
    mustKill: true,
    reason: 'OOMKilled: it held 600 MiB, its limit is 512 MiB',
  });
});

test.each([[512 * mebibyte], [null]])('lets 512 MiB be under a limit of %j', (limitBytes) => {
  expect(decideMemory({ memoryBytes: 512 * mebibyte, limitBytes })).toEqual({ mustKill: false });
});
