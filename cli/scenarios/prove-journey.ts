import type { BookEntry, Journey, OrderFacts, OrderHistory, Payment } from '@petstore/contracts/http';
import type { ControlClient } from '../system/control-client.ts';
import type { Inspector } from '../system/inspector.ts';
import { pollUntil } from '../system/poll-until.ts';
import { decideChecks, type JourneyClaim } from './decide-checks.ts';
import type { DemoCheck } from './demo-document.ts';
import { type Evidence, type Found, found } from './evidence.ts';

const noOrder: Found<never> = { trouble: 'there is no order' };

interface ProofOptions {
  readonly claim: JourneyClaim;
  readonly withMessages: boolean;
  readonly inspector: Inspector;
  readonly control: ControlClient;
  readonly signal: AbortSignal;
}

export interface Proof {
  readonly evidence: Evidence;
  readonly checks: readonly DemoCheck[];
}

/** How long to wait until logs and read models have caught up; a failed journey has few records to wait for. */
const patienceMs = { delivered: 10_000, failed: 3_000 };
/**
 * A set of messages is complete when neither a message nor a handling was added for this long: more than the second for
 * which services gather their records.
 */
const quietMs = 1_400;

/** Gathers records until all checks pass and no more messages arrive, or until the deadline. */
export async function proveJourney(options: ProofOptions): Promise<Proof> {
  const { claim, withMessages, inspector, control, signal } = options;
  const { correlationId, order } = claim;
  const isDelivered = order?.status === 'delivered';
  const query = { correlationId, orderId: order?.id ?? null, withMessages };
  let count = -1;
  let isWhole = false;
  let changedAtMs = performance.now();
  return pollUntil({
    withinMs: order === null ? 0 : isDelivered ? patienceMs.delivered : patienceMs.failed,
    signal,
    ask: async () => {
      const evidence = await gatherEvidence(query, inspector, control);
      const { known, unreachable } = countRecords(evidence);
      if (known !== count) changedAtMs = performance.now();
      count = known;
      isWhole = unreachable === 0;
      return { evidence, checks: decideChecks(claim, evidence) };
    },
    isDone: ({ checks }) => {
      const isQuiet = !withMessages || (isWhole && performance.now() - changedAtMs >= quietMs);
      return isQuiet && (!isDelivered || checks.every(({ ok }) => ok));
    },
  });
}

/** Number of messages and handlings, both of which are recorded with a delay. */
function countRecords({ journey }: Evidence): { readonly known: number; readonly unreachable: number } {
  if (journey === null || !('value' in journey)) return { known: 0, unreachable: 0 };
  const { messages, consumersUnreachable = [] } = journey.value;
  const handlings = messages.flatMap(({ handledBy = [] }) => handledBy);
  return { known: messages.length + handlings.length, unreachable: consumersUnreachable.length };
}

interface EvidenceQuery {
  readonly correlationId: string;
  /** Null for a journey without an order. */
  readonly orderId: string | null;
  readonly withMessages: boolean;
}

/** Looks up all records of a journey concurrently; a failed look-up is part of the result. */
async function gatherEvidence(
  { correlationId, orderId, withMessages }: EvidenceQuery,
  inspector: Inspector,
  control: ControlClient,
): Promise<Evidence> {
  const order = orderId === null ? null : encodeURIComponent(orderId);
  const ofOrder = <Value>(look: (id: string) => Promise<Value>) =>
    order === null ? noOrder : found(look(order));
  const [logLines, history, payments, book, orderFacts, journey] = await Promise.all([
    found(countLogLines(control, correlationId)),
    ofOrder((id) => inspector.lookUp<OrderHistory>('gateway', `/v1/orders/${id}/events`)),
    found(
      inspector
        .lookUp<{ items: Payment[] }>('payment-service', '/payments', { correlationId })
        .then(({ items }) => items),
    ),
    found(
      inspector
        .lookUp<{ entries: BookEntry[] }>('payment-provider', '/v1/book', { correlationId })
        .then(({ entries }) => entries),
    ),
    ofOrder((id) => inspector.lookUp<OrderFacts>('analytics', `/orders/${id}`)),
    withMessages
      ? found(inspector.lookUp<Journey>('gateway', `/v1/journeys/${encodeURIComponent(correlationId)}`))
      : null,
  ]);
  return { logLines, history, payments, book, orderFacts, journey };
}

async function countLogLines(
  control: ControlClient,
  correlationId: string,
): Promise<Readonly<Record<string, number>>> {
  const counts: Record<string, number> = {};
  for (const { deployment } of await control.logs({ correlationId })) {
    counts[deployment] = (counts[deployment] ?? 0) + 1;
  }
  return counts;
}
