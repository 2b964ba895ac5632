import { randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { decideSampling, isSampled } from './decide-sampling.ts';

it.each([
  ['00000000000000000000000000000000', 0, false],
  ['ffffffffffffffffffffffffffffffff', 1, true],
  ['0123456789abcdef012345670fffffff', 0.1, true],
  ['0123456789abcdef01234567f0000000', 0.1, false],
])('decides on %s at a ratio of %d', (traceId, ratio, isRecorded) => {
  expect(decideSampling(traceId, ratio)).toBe(isRecorded);
});

it('records about the share that was asked for', () => {
  const traces = Array.from({ length: 10_000 }, () => randomBytes(16).toString('hex'));
  const share = traces.filter((traceId) => decideSampling(traceId, 0.25)).length / traces.length;
  expect(share).toBeGreaterThan(0.22);
  expect(share).toBeLessThan(0.28);
});

it.each([
  ['01', true],
  ['00', false],
  ['03', true],
  ['02', false],
])('reads the flags %s', (flags, isRecorded) => {
  expect(isSampled({ flags })).toBe(isRecorded);
});
