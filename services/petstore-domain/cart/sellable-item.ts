/** An item that can be put in a cart: a pet or a variant of a product. */
export interface SellableItem {
  readonly sku: string;
  readonly kind: 'pet' | 'product';
  readonly name: string;
  readonly unitPriceMinor: number;
  readonly currency: string;
  /** Units for sale; 1 or 0 for a pet. */
  readonly inStock: number;
}

/** A line of a cart, with the item's current price and stock. */
export interface CartLine extends SellableItem {
  readonly quantity: number;
}
