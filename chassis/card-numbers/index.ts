/** Numbers of payment cards in texts that would be kept. Not a check of payment tokens: those are the provider's. */
export { holdsCardNumber, maskCardNumbers } from './card-number.ts';
