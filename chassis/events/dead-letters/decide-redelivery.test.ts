import { expect, it } from 'vitest';
import { decideRedelivery } from './decide-redelivery.ts';

it('redelivers with growing delays, then leaves the event to an operator', () => {
  expect([1, 2, 5, 6, 60].map(decideRedelivery)).toEqual([
    { afterMs: 200 },
    { afterMs: 600 },
    { afterMs: 16_200 },
    'left-to-operator',
    'left-to-operator',
  ]);
});
