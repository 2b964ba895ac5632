import type { BookEntry, Charge, CreateCharge, ProviderWebhook } from '@petstore/contracts/http';

type ChargeRefusal =
  | 'charge-amount-zero'
  | 'charge-not-capturable'
  | 'charge-not-voidable'
  | 'charge-not-refundable'
  | 'refund-exceeds-charge';

/** The effect of a command: the new state of the charge, its book entry and the type of its webhook. */
export interface ChargeChange {
  readonly charge: Charge;
  readonly entry: { readonly kind: BookEntry['kind']; readonly amountMinor: number };
  readonly webhookType: ProviderWebhook['type'];
}

export type ChargeDecision = ChargeChange | { readonly refused: ChargeRefusal };

interface Opening {
  readonly id: string;
  readonly correlationId: string | null;
  readonly createdAt: string;
  /** Whether a fault makes the card issuer decline. */
  readonly isDeclined: boolean;
}

/** Test tokens that are always declined, with their decline codes. */
const declinedTokens: Readonly<Record<string, string>> = {
  tok_declined: 'card_declined',
  tok_insufficient_funds: 'insufficient_funds',
};

/** Authorizes or declines; the card token is not kept. */
export function openCharge(request: CreateCharge, opening: Opening): ChargeDecision {
  const { id, correlationId, createdAt, isDeclined } = opening;
  const { amount, reference, cardToken } = request;
  if (amount.amountMinor === 0) return { refused: 'charge-amount-zero' };
  const declineCode = declinedTokens[cardToken] ?? (isDeclined ? 'card_declined' : null);
  const opened = {
    id,
    reference,
    amount,
    capturedMinor: 0,
    refundedMinor: 0,
    declineCode,
    correlationId,
    createdAt,
  };
  const { amountMinor } = amount;
  return declineCode === null
    ? {
        charge: { ...opened, status: 'authorized' },
        entry: { kind: 'authorization', amountMinor },
        webhookType: 'charge.authorized',
      }
    : {
        charge: { ...opened, status: 'declined' },
        entry: { kind: 'decline', amountMinor },
        webhookType: 'charge.declined',
      };
}

/** Captures the whole authorized amount. */
export function captureCharge(charge: Charge): ChargeDecision {
  if (charge.status !== 'authorized') return { refused: 'charge-not-capturable' };
  const { amountMinor } = charge.amount;
  return {
    charge: { ...charge, status: 'captured', capturedMinor: amountMinor },
    entry: { kind: 'capture', amountMinor },
    webhookType: 'charge.captured',
  };
}

export function voidCharge(charge: Charge): ChargeDecision {
  if (charge.status !== 'authorized') return { refused: 'charge-not-voidable' };
  return {
    charge: { ...charge, status: 'voided' },
    entry: { kind: 'void', amountMinor: charge.amount.amountMinor },
    webhookType: 'charge.voided',
  };
}

export function refundCharge(charge: Charge, amountMinor: number): ChargeDecision {
  if (charge.capturedMinor === 0) return { refused: 'charge-not-refundable' };
  const refundedMinor = charge.refundedMinor + amountMinor;
  if (refundedMinor > charge.capturedMinor) return { refused: 'refund-exceeds-charge' };
  const status = refundedMinor === charge.capturedMinor ? 'refunded' : 'partially_refunded';
  return {
    charge: { ...charge, status, refundedMinor },
    entry: { kind: 'refund', amountMinor },
    webhookType: 'charge.refunded',
  };
}
