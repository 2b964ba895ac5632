import { currentInteraction, type Interaction, prefixedId } from '@petstore/chassis/correlation';
import { inTransaction, type Pool, type Transaction } from '@petstore/chassis/postgres';
import type { Clock } from '@petstore/chassis/time';
import type { Charge, CreateCharge } from '@petstore/contracts/http';
import { appendToBook } from '../book/book-store.ts';
import { providerErrors } from '../errors.ts';
import type { FaultDecision } from '../faults/decide-fault.ts';
import { type KeyedRequest, onceForKey, type StoredAnswer } from '../idempotency/key-store.ts';
import { insertWebhook } from '../webhooks/webhook-store.ts';
import { insertCharge, lockCharge, updateCharge } from './charge-store.ts';
import { type ChargeChange, type ChargeDecision, openCharge } from './decide-charge.ts';

export interface ChargeCommands {
  open(keyed: KeyedRequest, request: CreateCharge, fault: FaultDecision): Promise<StoredAnswer>;
  change(keyed: KeyedRequest, change: ChangeRequest, fault: FaultDecision): Promise<StoredAnswer>;
}

interface ChangeRequest {
  readonly chargeId: string;
  readonly decide: (charge: Charge) => ChargeDecision;
}

interface ChargeCommandOptions {
  readonly database: Pool;
  readonly clock: Clock;
  /** Called after a transaction with a webhook committed. */
  readonly onWebhook: () => void;
}

/** Commands on charges; each writes charge, book entry, webhook and the answer of its key in one transaction. */
export function createChargeCommands({ database, clock, onWebhook }: ChargeCommandOptions): ChargeCommands {
  async function once(
    keyed: KeyedRequest,
    work: (transaction: Transaction) => Promise<StoredAnswer>,
  ): Promise<StoredAnswer> {
    const answer = await inTransaction(database, (transaction) =>
      onceForKey(transaction, keyed, () => work(transaction)),
    );
    onWebhook();
    return answer;
  }

  function record(transaction: Transaction, change: ChargeChange, fault: FaultDecision): void {
    const { correlationId, messageId } = interactionOfCall();
    const { charge, entry, webhookType } = change;
    appendToBook(transaction, charge, { ...entry, correlationId, recordedAtMs: clock.now() });
    const body = { type: webhookType, charge };
    insertWebhook(transaction, { body, correlationId, causationId: messageId, ...fault.webhook });
  }

  return {
    open: (keyed, request, fault) =>
      once(keyed, async (transaction) => {
        const { correlationId } = interactionOfCall();
        const createdAt = new Date(clock.now()).toISOString();
        const { isDeclined } = fault;
        const opening = { id: prefixedId('ch', clock.now()), correlationId, createdAt, isDeclined };
        const change = accepted(openCharge(request, opening));
        insertCharge(transaction, change.charge);
        record(transaction, change, fault);
        return { status: 201, body: change.charge };
      }),
    change: (keyed, { chargeId, decide }, fault) =>
      once(keyed, async (transaction) => {
        const charge = await lockCharge(transaction, chargeId);
        if (charge === undefined) throw providerErrors.create('charge-not-found');
        const change = accepted(decide(charge));
        updateCharge(transaction, change.charge);
        record(transaction, change, fault);
        return { status: 200, body: change.charge };
      }),
  };
}

/** The merchant's request, recorded as the cause of every charge and webhook. */
function interactionOfCall(): Interaction {
  const interaction = currentInteraction();
  if (interaction === undefined) throw providerErrors.create('charge-cause-missing');
  return interaction;
}

/** Throws the error of a refusal, which rolls the transaction back. */
function accepted(decision: ChargeDecision): ChargeChange {
  if ('refused' in decision) throw providerErrors.create(decision.refused);
  return decision;
}
