import { expect, it } from 'vitest';
import { formatTimestamp } from './render-result.ts';

it.each([
  [0, '0'],
  [1_700_000_000_000, '1700000000'],
  [1_700_000_000_123, '1700000000.123'],
  [1_700_000_000_100, '1700000000.100'],
  [1, '0.001'],
  [-1_500, '-1.500'],
  [-5, '-0.005'],
])('writes the time %s as %s', (timestampMs, text) => expect(formatTimestamp(timestampMs)).toBe(text));
