/** What became known of a payment. Facts come from what the provider says, except for one that is given up unsent. */
export type PaymentFact =
  | { readonly type: 'authorized'; readonly chargeId: string }
  | { readonly type: 'declined'; readonly chargeId: string | null; readonly declineCode: string }
  | { readonly type: 'captured'; readonly amountMinor: number }
  | { readonly type: 'voided'; readonly reason: string }
  | { readonly type: 'refunded'; readonly amountMinor: number }
  /** A charge turned up after the payment had been given up: it holds money that nobody wants. */
  | { readonly type: 'late-charge-found'; readonly chargeId: string };
