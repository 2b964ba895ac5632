import { expect, it } from 'vitest';
import { decideInTurn } from './decide-in-turn.ts';
import { happyPath, live, place } from './order-life-fixture.ts';

it('decides each command on what the one before it made of the order', () => {
  expect(decideInTurn(happyPath, null)).toEqual({ events: live(happyPath).events });
  expect(decideInTurn(happyPath.slice(3), live(happyPath.slice(0, 3)).state)).toEqual({
    events: live(happyPath).events.slice(3),
  });
});

it('comes to nothing when one of them is refused', () => {
  expect(decideInTurn([place, { type: 'accept' }], null)).toMatchObject({ refused: 'order-out-of-sequence' });
});
