import { expect, test } from 'vitest';
import { formatBytes } from './format-bytes.ts';

test.each([
  [0, '0.0 MiB'],
  [419_430, '0.4 MiB'],
  [88_080_384, '84 MiB'],
  [1_048_576_000, '1.0 GiB'],
  [1_395_864_371, '1.3 GiB'],
])('writes %i bytes as %s', (bytes, expected) => {
  expect(formatBytes(bytes)).toBe(expected);
});
