import { expect, test } from 'vitest';
import { decideSignal } from './watch-stop-signals.ts';

test.each([
  ['stops at the first Ctrl-C', 'SIGINT', null, 'stop'],
  ['stops at the first SIGTERM', 'SIGTERM', null, 'stop'],
  ['takes a Ctrl-C that npm hands on at once for an echo', 'SIGINT', 4_980, 'ignore'],
  ['takes a second one within the second for an echo', 'SIGINT', 4_001, 'ignore'],
  ['ends at once when a person insists', 'SIGINT', 4_000, 'force'],
  ['does not take a second SIGTERM for impatience', 'SIGTERM', 1_000, 'ignore'],
] as const)('%s', (_what, signal, firstAtMs, expected) => {
  expect(decideSignal({ signal, nowMs: 5_000, firstAtMs })).toBe(expected);
});
