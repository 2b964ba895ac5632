import { unnamedStatement } from '@petstore/chassis/postgres';
import type { Finding } from './finding.ts';
import type { Comparison } from './question.ts';

interface PaymentRow {
  readonly id: string;
  readonly status: string;
  readonly charge: string | null;
  readonly captured: number;
  readonly refunded: number;
  readonly currency: string;
}

interface ChargeRow {
  readonly charge: string;
  readonly reference: string;
  readonly captured: number;
  readonly refunded: number;
  readonly isHeld: boolean;
  readonly currency: string;
  readonly isAtRest: boolean;
}

const selectPayments = unnamedStatement<PaymentRow & { isAtRest: boolean }>(`
  select p.id, p.status, p.provider_reference as charge, p.captured_minor::float8 as captured, p.refunded_minor::float8 as refunded,
    p.currency, p.updated_at < now() - make_interval(secs => $1)
      and not exists (select from provider_calls c where c.payment_id = p.id and c.state in ('pending', 'watching')) as "isAtRest"
  from payments p`);

/** From the book entries alone: the provider's charge row may repeat the error of its answer to us. */
const selectCharges = unnamedStatement<ChargeRow>(`
  select charge_id as charge, min(reference) as reference, min(currency) as currency,
    coalesce(sum(amount_minor) filter (where kind = 'capture'), 0)::float8 as captured,
    coalesce(sum(amount_minor) filter (where kind = 'refund'), 0)::float8 as refunded,
    bool_or(kind = 'authorization') and not bool_or(kind in ('capture', 'void')) as "isHeld",
    max(recorded_at) < now() - make_interval(secs => $1) as "isAtRest"
  from book_entries group by charge_id`);

/** Amounts captured and refunded by our records equal the provider's book, charge by charge. */
export const comparePaymentsWithProvider: Comparison = async (books, { settleSeconds }) => {
  const charges = (await books.provider.query(selectCharges, [settleSeconds])).rows;
  const payments = (await books.payments.query(selectPayments, [settleSeconds])).rows;
  const byReference = groupByReference(charges);
  const ids = new Set(payments.map(({ id }) => id));
  const strangers = charges
    .filter(
      ({ isAtRest, reference, captured, refunded, isHeld }) =>
        isAtRest && !ids.has(reference) && (captured > refunded || isHeld),
    )
    .map(({ charge, reference, captured, isHeld }): Finding => {
      const money = isHeld ? 'holds an authorization' : `captured ${captured}`;
      const detail = `the provider ${money} for ${reference}, and there is no such payment`;
      return { invariant: 'I2', subject: charge, detail };
    });
  const settled = payments.filter(({ isAtRest }) => isAtRest);
  return [
    ...strangers,
    ...settled.flatMap((payment) => contradictions(payment, byReference.get(payment.id) ?? [])),
  ];
};

function groupByReference(charges: readonly ChargeRow[]): Map<string, ChargeRow[]> {
  const groups = new Map<string, ChargeRow[]>();
  for (const charge of charges) {
    const group = groups.get(charge.reference);
    if (group === undefined) groups.set(charge.reference, [charge]);
    else group.push(charge);
  }
  return groups;
}

function contradictions(payment: PaymentRow, charges: readonly ChargeRow[]): Finding[] {
  if (!charges.every(({ isAtRest }) => isAtRest)) return [];
  const captured = sum(charges.map((charge) => charge.captured));
  const refunded = sum(charges.map((charge) => charge.refunded));
  const held = charges.filter(({ isHeld }) => isHeld).map(({ charge }) => charge);
  const own = charges.find(({ charge }) => charge === payment.charge);
  const found: Finding[] = [];
  const violates = (invariant: Finding['invariant'], detail: string) =>
    found.push({ invariant, subject: payment.id, detail });
  if (captured !== payment.captured || refunded !== payment.refunded) {
    const booked = `captured ${captured} and refunded ${refunded}`;
    const known = `${payment.captured} and ${payment.refunded}`;
    violates(
      captured > payment.captured ? 'I2' : 'I3',
      `the provider booked ${booked}; payment-service recorded ${known}`,
    );
  }
  if (payment.charge !== null && own === undefined && payment.status !== 'declined')
    violates('I3', `its charge ${payment.charge} is not in the provider’s book`);
  if (own !== undefined && own.currency !== payment.currency)
    violates('I3', `it is in ${payment.currency}, its charge in ${own.currency}`);
  const expected = payment.status === 'authorized' ? 1 : 0;
  if (held.length !== expected)
    violates(
      'I3',
      `it is ${payment.status}, and ${held.length} of its charges at the provider are authorized and neither captured nor voided`,
    );
  return found;
}

function sum(amounts: readonly number[]): number {
  return amounts.reduce((total, amount) => total + amount, 0);
}
