/** A row of `order_events`. */
export interface StoredOrderEvent {
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** State of an order derived from its events, by the columns of the order row. */
export interface ReplayedOrder {
  readonly status: string;
  readonly customer: unknown;
  readonly total: unknown;
  readonly currency: unknown;
  readonly payment: unknown;
  readonly cancellation: unknown;
  readonly isCancellationRequested: boolean;
  /** `id amount status: reason` of each refund, in the order of the requests. */
  readonly refunds: readonly string[];
  readonly lines: string;
  readonly delivery: unknown;
}

const statusAfter: Readonly<Record<string, string>> = {
  OrderPlaced: 'pending',
  OrderItemsReserved: 'payment_processing',
  OrderPaymentAuthorized: 'payment_processing',
  OrderAccepted: 'payment_confirmed',
  OrderPaymentCaptured: 'payment_confirmed',
  OrderPreparationStarted: 'preparing_for_delivery',
  OrderDispatched: 'out_for_delivery',
  OrderDelivered: 'delivered',
  OrderCancelled: 'cancelled',
};

/**
 * Replays an order's events; the last event of each kind wins. Deliberately a second implementation: the audit must not
 * rely on the projection that it checks.
 */
export function replayOrder(events: readonly StoredOrderEvent[]): ReplayedOrder {
  const last = (key: string, types?: readonly string[]) =>
    events.findLast(({ type, data }) => data[key] !== undefined && (types?.includes(type) ?? true))?.data[
      key
    ];
  const of = (wanted: string) => events.filter(({ type }) => type === wanted).map(({ data }) => data);
  const returned = new Set(of('OrderRefunded').map((data) => data['refundId']));
  const refusals = new Map(of('OrderRefundRefused').map((data) => [data['refundId'], data['reason']]));
  const stateOf = (id: unknown) =>
    returned.has(id) ? 'refunded' : refusals.has(id) ? 'refused' : 'requested';
  const [placed] = of('OrderPlaced');
  const cancelled = of('OrderCancelled').at(-1);
  return {
    status:
      statusAfter[events.findLast(({ type }) => statusAfter[type] !== undefined)?.type ?? ''] ?? 'unknown',
    customer: placed?.['customerId'],
    total: placed?.['totalMinor'],
    currency: placed?.['currency'],
    payment: last('paymentId', ['OrderPaymentAuthorized', 'OrderCancelled']) ?? null,
    cancellation: cancelled === undefined ? null : wordsOf(cancelled['code'], cancelled['reason']),
    isCancellationRequested: of('OrderCancellationRequested').length > 0,
    refunds: of('OrderRefundRequested').map(({ refundId, amountMinor, reason }) =>
      wordsOf(
        `${String(refundId)} ${String(amountMinor)} ${stateOf(refundId)}`,
        refusals.get(refundId) ?? reason,
      ),
    ),
    lines: linesOf(placed?.['lines']),
    delivery: placed?.['delivery'],
  };
}

export function wordsOf(what: unknown, reason: unknown): string {
  return `${String(what)}: ${String(reason)}`;
}

/** Order lines serialized independently of their key order. */
export function linesOf(lines: unknown): string {
  if (!Array.isArray(lines)) return '';
  return lines
    .map(
      ({ sku, kind, name, quantity, unitPriceMinor }) =>
        `${quantity} ${kind} ${sku} (${name}) at ${unitPriceMinor}`,
    )
    .join(', ');
}
