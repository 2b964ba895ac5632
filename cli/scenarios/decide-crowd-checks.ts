import type { BookEntry, Payment } from '@petstore/contracts/http';
import { check, summarizeCauses, valueOr } from './check.ts';
import type { WitnessedJourney } from './crowd-evidence.ts';
import type { DemoCheck } from './demo-document.ts';

const money = 'minor units';

/**
 * Checks against all records together that every journey was delivered or refused for a reason, and that the amounts
 * agree.
 */
export function decideCrowdChecks(journeys: readonly WitnessedJourney[]): DemoCheck[] {
  return [
    checkEnds(journeys),
    checkOrderRows(journeys),
    checkPets(journeys),
    checkPaymentRows(journeys),
    checkSum('payments in sum', journeys, paidOf),
    checkLedger(journeys),
    checkSum('provider book in sum', journeys, bookedOf),
    checkAnalytics(journeys),
  ];
}

/** Whether the records of a finished journey are complete. */
export function isWitnessed(journey: WitnessedJourney): boolean {
  return decideCrowdChecks([journey]).every(({ ok, name }) => ok || name === endsName);
}

const endsName = 'journeys delivered or refused';

function checkEnds(journeys: readonly WitnessedJourney[]): DemoCheck {
  const bad = journeys.filter(
    ({ outcome, reason }) => outcome !== 'delivered' && !(outcome === 'refused' && reason !== null),
  );
  return check({
    name: endsName,
    unit: 'journeys',
    value: journeys.length - bad.length,
    exactly: journeys.length,
    sampleSize: journeys.length,
    otherwise: summarizeCauses(bad.map(({ customerId, reason }) => `${customerId}: ${reason}`)),
  });
}

/** Each order's history is complete and ends in the status that its customer saw. */
function checkOrderRows(journeys: readonly WitnessedJourney[]): DemoCheck {
  const ordered = journeys.filter(({ order }) => order !== null);
  const troubles = ordered.flatMap((journey) => orderTrouble(journey) ?? []);
  return check({
    name: 'order rows',
    unit: 'orders',
    value: ordered.length - troubles.length,
    exactly: ordered.length,
    sampleSize: ordered.length,
    otherwise: summarizeCauses(troubles),
  });
}

function orderTrouble({ order, evidence }: WitnessedJourney): string | null {
  const { value, trouble } = valueOr(evidence.history ?? { trouble: 'it was not looked up' }, null);
  if (value === null) return `${order?.id}: ${trouble}`;
  if (value.events.some(({ version }, index) => version !== index + 1))
    return `${order?.id}: versions are missing`;
  const last = order?.status === 'delivered' ? 'OrderDelivered' : 'OrderCancelled';
  if (value.events.at(-1)?.type !== last) return `${order?.id} does not end with ${last}`;
  return order?.status === 'cancelled' && !order.cancellation?.reason
    ? `${order.id}: no reason was given`
    : null;
}

function checkPets(journeys: readonly WitnessedJourney[]): DemoCheck {
  const sold = journeys
    .filter(isDelivered)
    .flatMap(({ order }) => order?.items.filter(({ kind }) => kind === 'pet').map(({ sku }) => sku) ?? []);
  const twice = sold.filter((sku, index) => sold.indexOf(sku) !== index);
  return check({
    name: 'pets sold once',
    unit: 'pets',
    value: new Set(sold).size,
    exactly: sold.length,
    sampleSize: sold.length,
    otherwise: summarizeCauses(twice.map((sku) => `${sku} was sold more than once`)),
  });
}

/** One payment of the total for each delivered order; no net charge for any other order. */
function checkPaymentRows(journeys: readonly WitnessedJourney[]): DemoCheck {
  const due = journeys.filter(isDelivered).length;
  const kept = journeys.flatMap((journey) => valueOr(journey.evidence.payments, []).value.filter(isKept));
  const troubles = journeys.flatMap((journey) => paymentTrouble(journey) ?? []);
  return check({
    name: 'payment rows',
    unit: 'payments',
    value: kept.length,
    exactly: due,
    isSound: troubles.length === 0,
    sampleSize: journeys.length,
    otherwise: summarizeCauses(troubles),
  });
}

function paymentTrouble({ order, customerId, evidence }: WitnessedJourney): string | null {
  const { value: rows, trouble } = valueOr(evidence.payments, []);
  if (trouble !== null) return `${customerId}: ${trouble}`;
  const kept = rows.filter(isKept);
  if (order?.status !== 'delivered') {
    return kept.length === 0 ? null : `${customerId} paid for an order that is not delivered`;
  }
  const isRight =
    kept.length === 1 && kept[0]?.orderId === order.id && netOf(kept[0]) === order.total.amountMinor;
  return isRight ? null : `${order.id} has ${kept.length} payments of ${kept.map(netOf).join(', ')}`;
}

/** The sum in a book equals the totals of the delivered orders, and so does the amount of each order. */
function checkSum(
  name: string,
  journeys: readonly WitnessedJourney[],
  amountOf: (journey: WitnessedJourney) => { readonly amount: number; readonly trouble: string | null },
): DemoCheck {
  const found = journeys.map((journey) => ({ journey, ...amountOf(journey), due: dueOf(journey) }));
  const wrong = found.filter(({ amount, due, trouble }) => amount !== due || trouble !== null);
  return check({
    name,
    unit: money,
    value: sum(found.map(({ amount }) => amount)),
    exactly: sum(found.map(({ due }) => due)),
    isSound: wrong.length === 0,
    sampleSize: journeys.length,
    otherwise: summarizeCauses(
      wrong.map(
        ({ journey, amount, due, trouble }) => `${journey.customerId}: ${trouble ?? `${amount}, not ${due}`}`,
      ),
    ),
  });
}

function checkLedger(journeys: readonly WitnessedJourney[]): DemoCheck {
  const found = journeys.map(({ evidence }) => valueOr(evidence.ledger, []));
  const entries = found.flatMap(({ value }) => value);
  const troubles = found.flatMap(({ trouble }) => trouble ?? []);
  const tilted = entries
    .filter(({ lines }) => balanceOf(lines) !== 0)
    .map(({ id }) => `${id} is not balanced`);
  return check({
    name: 'ledger balance',
    unit: money,
    value: sum(entries.map(({ lines }) => balanceOf(lines))),
    exactly: 0,
    isSound: tilted.length + troubles.length === 0 && (entries.length > 0 || !journeys.some(isDelivered)),
    sampleSize: entries.length,
    otherwise: summarizeCauses([...troubles, ...tilted]) || 'there is no entry',
  });
}

function checkAnalytics(journeys: readonly WitnessedJourney[]): DemoCheck {
  const ordered = journeys.filter(({ order }) => order !== null);
  const unknown = ordered.filter(({ order, evidence }) => {
    const { value } = valueOr(evidence.orderFacts ?? { trouble: '' }, null);
    return value?.status !== order?.status;
  });
  return check({
    name: 'analytics orders',
    unit: 'orders',
    value: ordered.length - unknown.length,
    exactly: ordered.length,
    sampleSize: ordered.length,
    otherwise: summarizeCauses(
      unknown.map(({ order }) => `it does not know ${order?.id} as ${order?.status}`),
    ),
  });
}

function paidOf({ evidence }: WitnessedJourney) {
  const { value, trouble } = valueOr(evidence.payments, []);
  return { amount: sum(value.map(netOf)), trouble };
}

const bookedSigns: Readonly<Partial<Record<BookEntry['kind'], 1 | -1>>> = { capture: 1, refund: -1 };

function bookedOf({ evidence }: WitnessedJourney) {
  const { value, trouble } = valueOr(evidence.book, []);
  const amounts = value.map(({ kind, amount }) => (bookedSigns[kind] ?? 0) * amount.amountMinor);
  return { amount: sum(amounts), trouble };
}

function balanceOf(lines: readonly { debitMinor: number; creditMinor: number }[]): number {
  return sum(lines.map(({ debitMinor, creditMinor }) => debitMinor - creditMinor));
}

function dueOf({ order }: WitnessedJourney): number {
  return order?.status === 'delivered' ? order.total.amountMinor : 0;
}

function isDelivered({ order }: WitnessedJourney): boolean {
  return order?.status === 'delivered';
}

function netOf({ capturedMinor, refundedMinor }: Payment): number {
  return capturedMinor - refundedMinor;
}

function isKept(payment: Payment): boolean {
  return netOf(payment) > 0;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
