/** Who an order of the earlier demo's paths belongs to, and its id of today. */
export interface EarlierOrderId {
  readonly customerId: string;
  readonly orderId: string;
}

/** The id there names the customer as well: those paths ask for an order without saying who asks. */
export function writeEarlierOrderId({ customerId, orderId }: EarlierOrderId): string {
  return `${customerId}.${orderId}`;
}

/** The inverse, of an id that has the shape; customers' ids may hold dots, orders' do not. */
export function readEarlierOrderId(id: string): EarlierOrderId {
  const at = id.lastIndexOf('.');
  return { customerId: id.slice(0, at), orderId: id.slice(at + 1) };
}
