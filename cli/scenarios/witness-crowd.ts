import type { BookEntry, LedgerEntry, OrderFacts, OrderHistory, Payment } from '@petstore/contracts/http';
import type { Inspector } from '../system/inspector.ts';
import { pollUntil } from '../system/poll-until.ts';
import type { CrowdEvidence, WitnessedJourney } from './crowd-evidence.ts';
import { isWitnessed } from './decide-crowd-checks.ts';
import { found } from './evidence.ts';

interface Witnessing {
  readonly inspector: Inspector;
  readonly signal: AbortSignal;
}

type UnwitnessedJourney = Omit<WitnessedJourney, 'evidence'>;

/** How long to wait until logs and read models have caught up. */
const patienceMs = 10_000;
const lookedUpAtOnce = 4;

/** Looks up the records of each journey until they are complete, or until the deadline. */
export async function witnessCrowd(
  journeys: readonly UnwitnessedJourney[],
  { inspector, signal }: Witnessing,
): Promise<readonly WitnessedJourney[]> {
  const witnessed: WitnessedJourney[] = [];
  // All workers share one iterator, so that each journey is taken once.
  const queue = journeys.values();
  const witnessOthers = async () => {
    for (const journey of queue) {
      const ask = async () => ({ ...journey, evidence: await gather(journey, inspector) });
      witnessed.push(await pollUntil({ ask, isDone: isWitnessed, withinMs: patienceMs, signal }));
    }
  };
  await Promise.all(Array.from({ length: lookedUpAtOnce }, witnessOthers));
  return witnessed;
}

async function gather(
  { correlationId, order }: UnwitnessedJourney,
  inspector: Inspector,
): Promise<CrowdEvidence> {
  const id = order === null ? null : encodeURIComponent(order.id);
  const [history, orderFacts, payments, book] = await Promise.all([
    id === null ? null : found(inspector.lookUp<OrderHistory>('gateway', `/v1/orders/${id}/events`)),
    id === null ? null : found(inspector.lookUp<OrderFacts>('analytics', `/orders/${id}`)),
    found(paymentsOf(correlationId, inspector)),
    found(
      inspector
        .lookUp<{ entries: BookEntry[] }>('payment-provider', '/v1/book', { correlationId })
        .then(({ entries }) => entries),
    ),
  ]);
  const ledger = 'value' in payments ? await found(ledgerOf(payments.value, inspector)) : payments;
  return { history, orderFacts, payments, ledger, book };
}

async function paymentsOf(correlationId: string, inspector: Inspector): Promise<readonly Payment[]> {
  const query = { correlationId };
  return (await inspector.lookUp<{ items: Payment[] }>('payment-service', '/payments', query)).items;
}

async function ledgerOf(payments: readonly Payment[], inspector: Inspector): Promise<readonly LedgerEntry[]> {
  const ledgers = await Promise.all(
    payments.map(({ id }) => {
      const path = `/payments/${encodeURIComponent(id)}/ledger`;
      return inspector.lookUp<{ entries: LedgerEntry[] }>('payment-service', path);
    }),
  );
  return ledgers.flatMap(({ entries }) => entries);
}
