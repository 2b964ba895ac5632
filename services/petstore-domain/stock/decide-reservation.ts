/** Units that can be promised by sku, as the locked rows say; a sku that is not there has none. */
export type Stock = ReadonlyMap<string, number>;

export type ReservationDecision =
  | { readonly refused: 'item-unavailable'; readonly missing: readonly string[] }
  | { readonly reserved: readonly ReservationItem[] };

/** An order gets everything that it holds, or nothing. */
export function decideReservation(items: readonly ReservationItem[], stock: Stock): ReservationDecision {
  const missing = items.filter(({ sku, quantity }) => quantity > (stock.get(sku) ?? 0)).map(({ sku }) => sku);
  return missing.length > 0 ? { refused: 'item-unavailable', missing } : { reserved: items };
}

/** How many of one sku an order takes. */
export interface ReservationItem {
  readonly sku: string;
  readonly kind: 'pet' | 'product';
  readonly quantity: number;
}
