import { expect, it } from 'vitest';
import { decideRedelivery } from './decide-redelivery.ts';

it('tries again soon, then ever later, and leaves the rest to an operator', () => {
  expect([1, 2, 5, 6, 60].map(decideRedelivery)).toEqual([
    { afterMs: 200 },
    { afterMs: 600 },
    { afterMs: 16_200 },
    'set-aside',
    'set-aside',
  ]);
});
