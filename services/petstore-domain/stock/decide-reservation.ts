/** Units for sale by sku, read under row locks; an absent sku has none. */
export type Stock = ReadonlyMap<string, number>;

export type ReservationDecision =
  | { readonly refused: 'item-unavailable'; readonly missing: readonly string[] }
  | { readonly reserved: readonly ReservationItem[] };

/** Reserves all items of an order, or none. */
export function decideReservation(items: readonly ReservationItem[], stock: Stock): ReservationDecision {
  const missing = items.filter(({ sku, quantity }) => quantity > (stock.get(sku) ?? 0)).map(({ sku }) => sku);
  return missing.length > 0 ? { refused: 'item-unavailable', missing } : { reserved: items };
}

/** The quantity of one sku in an order. */
export interface ReservationItem {
  readonly sku: string;
  readonly kind: 'pet' | 'product';
  readonly quantity: number;
}
