import type { BookEntry, Journey, OrderFacts, OrderHistory, Payment } from '@petstore/contracts/http';
import type { ControlClient } from '../system/control-client.ts';
import type { Evidence, Found } from './evidence.ts';
import { found } from './found.ts';
import type { Inspector } from './inspector.ts';

export interface EvidenceQuery {
  readonly correlationId: string;
  /** Null where the journey got no order. */
  readonly orderId: string | null;
  readonly withMessages: boolean;
}

/** Asks everybody at once what they know of a journey. A look-up that fails is part of the answer. */
export async function gatherEvidence(
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

const noOrder: Found<never> = { trouble: 'there is no order' };

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
