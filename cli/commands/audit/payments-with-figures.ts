import { unnamedStatement } from '@petstore/chassis/postgres';
import { differencesOf, type Finding } from './finding.ts';
import type { Comparison } from './question.ts';

interface PaymentFacts {
  readonly id: string;
  readonly order: string;
  readonly currency: string;
  readonly isCaptured: boolean;
  readonly isDeclined: boolean;
  readonly isVoided: boolean;
}

/** A payment in an uncertain state has published no event yet. */
const selectPayments = unnamedStatement<PaymentFacts>(`
  select id, order_id as order, currency, captured_minor > 0 as "isCaptured", status = 'declined' as "isDeclined", status = 'voided' as "isVoided"
  from payments where status <> 'authorizing' and updated_at < now() - make_interval(secs => $1)`);

const selectPaymentIds = unnamedStatement<{ id: string }>('select id from payments');

const selectFigures = unnamedStatement<PaymentFacts & { isAtRest: boolean }>(`
  select payment_id as id, order_id as order, currency, captured_at is not null as "isCaptured", declined_at is not null as "isDeclined",
    voided_at is not null as "isVoided",
    greatest(authorized_at, declined_at, captured_at, voided_at) < now() - make_interval(secs => $1) as "isAtRest"
  from payments`);

const compared = [
  'order',
  'currency',
  'isCaptured',
  'isDeclined',
  'isVoided',
] as const satisfies readonly (keyof PaymentFacts)[];

/** Analytics' payment facts equal the payments. */
export const comparePaymentsWithFigures: Comparison = async ({ payments, figures }, { settleSeconds }) => {
  const rows = (await figures.query(selectFigures, [settleSeconds])).rows;
  const counted = new Map(rows.map((row) => [row.id, row]));
  const known = new Set((await payments.query(selectPaymentIds)).rows.map(({ id }) => id));
  const strangers = rows
    .filter(({ id, isAtRest }) => isAtRest && !known.has(id))
    .map(({ id }): Finding => {
      return { invariant: 'I6', subject: id, detail: 'analytics counts it, and there is no such payment' };
    });
  const made = (await payments.query(selectPayments, [settleSeconds])).rows;
  const contradictions = made.flatMap((payment): Finding[] => {
    const found = counted.get(payment.id);
    const violation = (detail: string): Finding[] => [{ invariant: 'I6', subject: payment.id, detail }];
    if (found === undefined) return violation('analytics does not have it');
    const differences = differencesOf(found, payment, compared);
    return differences.length === 0 ? [] : violation(`analytics counts it with ${differences.join(', ')}`);
  });
  return [...strangers, ...contradictions];
};
