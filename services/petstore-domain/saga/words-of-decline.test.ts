import { expect, it } from 'vitest';
import { wordsOfDecline } from './words-of-decline.ts';

it.each([
  ['insufficient_funds', 'there is not enough money on it'],
  ['card_declined', 'its bank refused the payment'],
  [null, 'its bank refused the payment'],
  ['do_not_honor', 'do_not_honor'],
])('tells a customer about %s', (code, cause) => {
  expect(wordsOfDecline(code)).toBe(
    `The card was declined: ${cause}. Nothing was charged; order again with another card.`,
  );
});
