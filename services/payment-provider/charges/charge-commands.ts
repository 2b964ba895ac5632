import { currentInteraction, type Interaction, prefixedId } from '@petstore/chassis/correlation';
import { inTransaction, type Pool, type Transaction } from '@petstore/chassis/postgres';
import type { Clock } from '@petstore/chassis/time';
import type { Charge, CreateCharge } from '@petstore/contracts/http';
import { appendToBook } from '../book/book-store.ts';
import { providerErrors } from '../errors.ts';
import { type FaultDecision, noFault } from '../faults/decide-fault.ts';
import type { Faultable } from '../faults/fault-gate.ts';
import { type KeyedRequest, onceForKey, type StoredAnswer } from '../idempotency/key-store.ts';
import { type DueWebhook, insertWebhook, newWebhook } from '../webhooks/webhook-store.ts';
import { type ChargeRecord, changeChargeAtOnce, openChargeAtOnce } from './charge-change-store.ts';
import { findCharge, insertCharge, lockCharge, updateCharge } from './charge-store.ts';
import { type ChargeChange, type ChargeDecision, openCharge } from './decide-charge.ts';

/** Commands on charges, each for the fault gate to run. */
export interface ChargeCommands {
  open(keyed: KeyedRequest, request: CreateCharge): Faultable<StoredAnswer>;
  change(keyed: KeyedRequest, change: ChangeRequest): Faultable<StoredAnswer>;
}

interface ChangeRequest {
  readonly chargeId: string;
  readonly decide: (charge: Charge) => ChargeDecision;
}

interface ChargeCommandOptions {
  readonly database: Pool;
  readonly clock: Clock;
  /** Called after a webhook was committed, with the delay that its faults give it. */
  readonly onWebhook: (webhook: DueWebhook, delayMs: number) => void;
}

/** Commands on charges; each writes charge, book entry, webhook and the answer of its key in one commit. */
export function createChargeCommands(options: ChargeCommandOptions): ChargeCommands {
  const { database, clock } = options;

  function decideOpening(request: CreateCharge, isDeclined: boolean): ChargeDecision {
    const { correlationId } = interactionOfCall();
    const createdAt = new Date(clock.now()).toISOString();
    return openCharge(request, { id: prefixedId('ch', clock.now()), correlationId, createdAt, isDeclined });
  }

  return {
    open: (keyed, request) => ({
      async atOnce() {
        const decision = decideOpening(request, noFault.isDeclined);
        if ('refused' in decision) return undefined;
        const record = recordOf(decision, { keyed, status: 201, fault: noFault, clock });
        return (await openChargeAtOnce(database, record)) ? announced(record, 0, options) : undefined;
      },
      command: (fault) =>
        once(keyed, { fault, ...options }, async (transaction) => {
          const change = accepted(decideOpening(request, fault.isDeclined));
          insertCharge(transaction, change.charge);
          return recordOf(change, { keyed, status: 201, fault, clock });
        }),
    }),
    change: (keyed, { chargeId, decide }) => ({
      async atOnce() {
        const before = await findCharge(database, chargeId);
        const decision = before && decide(before);
        if (before === undefined || decision === undefined || 'refused' in decision) return undefined;
        const record = recordOf(decision, { keyed, status: 200, fault: noFault, clock });
        return (await changeChargeAtOnce(database, before, record))
          ? announced(record, 0, options)
          : undefined;
      },
      command: (fault) =>
        once(keyed, { fault, ...options }, async (transaction) => {
          const charge = await lockCharge(transaction, chargeId);
          if (charge === undefined) throw providerErrors.create('charge-not-found');
          const change = accepted(decide(charge));
          updateCharge(transaction, change.charge);
          return recordOf(change, { keyed, status: 200, fault, clock });
        }),
    }),
  };
}

interface Recording {
  readonly keyed: KeyedRequest;
  /** Status of the answer. */
  readonly status: number;
  readonly fault: FaultDecision;
  readonly clock: Clock;
}

function recordOf({ charge, entry, webhookType }: ChargeChange, recording: Recording): ChargeRecord {
  const { keyed, status, fault, clock } = recording;
  const { correlationId, messageId: causationId } = interactionOfCall();
  const { copies } = fault.webhook;
  return {
    keyed,
    answer: { status, body: charge },
    charge,
    entry: { ...entry, correlationId, recordedAtMs: clock.now() },
    webhook: newWebhook({ body: { type: webhookType, charge }, correlationId, causationId, copies }),
  };
}

/** Decides under the key's lock and the charge's lock. */
async function once(
  keyed: KeyedRequest,
  options: ChargeCommandOptions & { readonly fault: FaultDecision },
  work: (transaction: Transaction) => Promise<ChargeRecord>,
): Promise<StoredAnswer> {
  const { delayMs } = options.fault.webhook;
  let written: ChargeRecord | undefined;
  const answer = await inTransaction(options.database, (transaction) =>
    onceForKey(transaction, keyed, async () => {
      written = await work(transaction);
      appendToBook(transaction, written.charge, written.entry);
      insertWebhook(transaction, written.webhook, delayMs);
      return written.answer;
    }),
  );
  return written === undefined ? answer : announced(written, delayMs, options);
}

function announced(record: ChargeRecord, delayMs: number, options: ChargeCommandOptions): StoredAnswer {
  options.onWebhook(record.webhook, delayMs);
  return record.answer;
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
