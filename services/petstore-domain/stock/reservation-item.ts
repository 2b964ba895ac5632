/** How many of one sku an order takes. */
export interface ReservationItem {
  readonly sku: string;
  readonly kind: 'pet' | 'product';
  readonly quantity: number;
}
