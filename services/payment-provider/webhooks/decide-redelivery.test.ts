import { expect, it } from 'vitest';
import { decideRedelivery } from './decide-redelivery.ts';

it.each([
  [1, { afterMs: 500 }],
  [2, { afterMs: 1_000 }],
  [10, { afterMs: 256_000 }],
  [11, { afterMs: 300_000 }],
  [19, { afterMs: 300_000 }],
  [20, 'give-up'],
] as const)('decides after failed attempt %i on %o', (attempts, expected) => {
  expect(decideRedelivery(attempts)).toEqual(expected);
});
