import { type PetCategory, petCategories } from '@petstore/contracts/http';

/** Category of a word of the earlier demo (`dogs`, `small_animals`, `Dog`); null if there is none. */
export function categoryOfWord(word: string): PetCategory | null {
  const normal = word
    .trim()
    .toLowerCase()
    .replaceAll(/[_\s]+/g, '-');
  const singular = normal === 'fish' || normal === 'fishes' ? 'fish' : normal.replace(/s$/, '');
  return petCategories.find((category) => category === singular) ?? null;
}

/** Card token used if the request names none. */
const demonstrationCard = 'tok_visa';

/**
 * Card token of a payment method: a provider's token (`tok_*`) is kept, any other method (`credit_card`) gets the
 * default token.
 */
export function cardTokenOf(paymentMethod: string | undefined): string {
  return paymentMethod?.startsWith('tok_') ? paymentMethod : demonstrationCard;
}

/** Decimal places of a currency (ISO 4217). */
function digitsOf(currency: string): number {
  const format = new Intl.NumberFormat('en', { style: 'currency', currency });
  return format.resolvedOptions().maximumFractionDigits ?? 2;
}

export function toWholeUnits(amountMinor: number, currency: string): number {
  return amountMinor / 10 ** digitsOf(currency);
}

/** Rounds to the nearest minor unit, since whole units are binary fractions. */
export function toMinorUnits(amount: number, currency: string): number {
  return Math.round(amount * 10 ** digitsOf(currency));
}

/** Customer and order id that an order id of the earlier demo's paths consists of. */
interface EarlierOrderId {
  readonly customerId: string;
  readonly orderId: string;
}

/** Order id of the earlier demo, which includes the customer, since its paths name no customer besides. */
export function writeEarlierOrderId({ customerId, orderId }: EarlierOrderId): string {
  return `${customerId}.${orderId}`;
}

/** Inverse of `writeEarlierOrderId` for a valid id; customer ids may contain dots, order ids do not. */
export function readEarlierOrderId(id: string): EarlierOrderId {
  const at = id.lastIndexOf('.');
  return { customerId: id.slice(0, at), orderId: id.slice(at + 1) };
}
