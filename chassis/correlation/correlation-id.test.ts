import { expect, it } from 'vitest';
import { acceptCorrelationId, isUuid } from './index.ts';

it('accepts a correlation id unchanged', () => {
  for (const id of [
    'a',
    'demo-7.1_x',
    '0198a1b2-4111-7111-8111-111111111111',
    'ord_0198a1b2-4111-7111-8111-111111111111',
    'x'.repeat(128),
  ])
    expect(acceptCorrelationId(id)).toBe(id);
});

it.each([
  ['none', undefined],
  ['one of other characters', 'a b'],
  ['one that is too long', 'x'.repeat(129)],
  ['one that holds a card number, which would be kept everywhere', 'pay-4111-1111-1111-1111'],
])('creates a new id for %s', (_words, id) => {
  expect(isUuid(acceptCorrelationId(id))).toBe(true);
});
