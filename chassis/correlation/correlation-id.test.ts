import { expect, it } from 'vitest';
import { acceptCorrelationId, isUuid } from './index.ts';

it('takes a correlation id as it is', () => {
  for (const id of ['a', 'demo-7.1_x', 'ord_0198a1b2-4111-7111-8111-111111111111', 'x'.repeat(128)])
    expect(acceptCorrelationId(id)).toBe(id);
});

it.each([
  ['none', undefined],
  ['one of other characters', 'a b'],
  ['one that is too long', 'x'.repeat(129)],
  ['one that holds a card number, which would be kept everywhere', 'pay-4111-1111-1111-1111'],
])('makes a fresh one for %s', (_words, id) => {
  expect(isUuid(acceptCorrelationId(id))).toBe(true);
});
