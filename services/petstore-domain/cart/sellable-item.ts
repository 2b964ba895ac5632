/** What a cart can hold: one animal or one variant of a product. */
export interface SellableItem {
  readonly sku: string;
  readonly kind: 'pet' | 'product';
  readonly name: string;
  readonly unitPriceMinor: number;
  readonly currency: string;
  /** How many can be had; of a pet one or none. */
  readonly inStock: number;
}

/** An item that a customer wants, with what is known of it now. */
export interface CartLine extends SellableItem {
  readonly quantity: number;
}
