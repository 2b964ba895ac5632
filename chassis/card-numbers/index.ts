/**
 * Finds payment card numbers in texts that would be stored. Does not check payment tokens: the payment provider does.
 */
export { holdsCardNumber, maskCardNumbers } from './card-number.ts';
