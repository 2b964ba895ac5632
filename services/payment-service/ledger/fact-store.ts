import { type OutboxRows, withOutboxRows } from '@petstore/chassis/events';
import {
  type KeyAnswerParameters,
  type KeyedRequest,
  openKeyAnswer,
  type StoredAnswer,
} from '@petstore/chassis/idempotency';
import { type Queryable, statementWithParameters } from '@petstore/chassis/postgres';
import type { NewEvent } from '@petstore/contracts/events';
import type { PaymentState } from '../payments/payment.ts';
import type { JournalEntry } from './decide-ledger-entry.ts';
import { type JournalEntryRows, journalInsertions, journalRows } from './ledger-store.ts';

/** What is written about a payment in one go. */
export interface FactRecord {
  /** The state that the facts were derived from; the row must still be in it. */
  readonly before: PaymentState;
  readonly after: PaymentState;
  readonly entries: readonly JournalEntry[];
  readonly events: readonly NewEvent[];
  /** Key of the pending call that the facts confirm. */
  readonly settledKey: string | null;
  /** Stored if the call is settled by this record. */
  readonly answer: KeyedAnswer | null;
}

/** The answer of a command and the idempotency key that it belongs to. */
export interface KeyedAnswer {
  readonly keyed: KeyedRequest;
  readonly answer: StoredAnswer;
}

interface PaymentChange
  extends Pick<
    PaymentState,
    'id' | 'status' | 'capturedMinor' | 'refundedMinor' | 'providerReference' | 'declineCode' | 'updatedAt'
  > {
  readonly statusBefore: string;
  readonly capturedBefore: number;
  readonly refundedBefore: number;
  readonly referenceBefore: string | null;
  readonly settledKey: string | null;
}

interface Written {
  readonly is_current: boolean;
  readonly is_settled: boolean;
  readonly is_answered: boolean;
}

const writeRow = statementWithParameters<
  PaymentChange & JournalEntryRows & OutboxRows & KeyAnswerParameters,
  Written
>(
  'payment-record-facts',
  `with changed as (
     update payments
     set status = :status, captured_minor = :capturedMinor, refunded_minor = :refundedMinor,
       provider_reference = :providerReference, decline_code = :declineCode, updated_at = :updatedAt
     where id = :id and status = :statusBefore and captured_minor = :capturedBefore and refunded_minor = :refundedBefore
       and provider_reference is not distinct from :referenceBefore
     returning id
   ),
   settled as (
     update provider_calls set state = 'confirmed', settled_at = now() from changed
     where provider_key = :settledKey and state = 'pending' returning provider_key
   ),
   ${journalInsertions('changed')},
   published as (
     insert into outbox (message_id, type, subject, data_version, data, correlation_id, causation_id, traceparent)
     select message_id, type, subject, data_version, data, :correlationId, :causationId, :traceparent
     from changed, unnest(:messageIds::text[], :types::text[], :subjects::text[], :versions::integer[], :data::jsonb[])
       with ordinality as event (message_id, type, subject, data_version, data, place)
     order by place
   ),
   answered as (${openKeyAnswer('settled')})
   select exists (select from changed) as is_current, exists (select from settled) as is_settled,
     exists (select from answered) as is_answered`,
);

/**
 * Writes the payment row, its journal entries and its outbox events, settles the call and answers the key, in one
 * statement. Undefined, without effect, if the payment is no longer in the state `before`. The current interaction is
 * recorded as the cause.
 */
export async function writeFacts(
  database: Queryable,
  record: FactRecord,
): Promise<{ readonly isSettled: boolean; readonly isAnswered: boolean } | undefined> {
  const { before, after, entries, events, settledKey, answer } = record;
  const { id, status, capturedMinor, refundedMinor, providerReference, declineCode, updatedAt } = after;
  const { rows } = await withOutboxRows(events, (outboxRows) =>
    database.query(
      writeRow,
      writeRow.values({
        ...{
          id,
          status,
          capturedMinor,
          refundedMinor,
          providerReference,
          declineCode,
          updatedAt,
          settledKey,
        },
        statusBefore: before.status,
        capturedBefore: before.capturedMinor,
        refundedBefore: before.refundedMinor,
        referenceBefore: before.providerReference,
        ...journalRows(entries, before.currency),
        ...outboxRows,
        scope: answer?.keyed.scope ?? null,
        key: answer?.keyed.key ?? null,
        answerStatus: answer?.answer.status ?? null,
        answerBody: answer?.answer.body ?? null,
      }),
    ),
  );
  const [written] = rows;
  if (written?.is_current !== true) return undefined;
  return { isSettled: written.is_settled, isAnswered: written.is_answered };
}
