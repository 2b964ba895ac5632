import { type Pool, statementWithParameters, unlessOvertaken } from '@petstore/chassis/postgres';
import type { Charge } from '@petstore/contracts/http';
import {
  type BookParameters,
  bookInsertion,
  type NewBookEntry,
  parametersOfEntry,
} from '../book/book-store.ts';
import {
  type KeyAnswerParameters,
  type KeyedRequest,
  keyIsFree,
  newKeyAnswer,
  type StoredAnswer,
} from '../idempotency/key-store.ts';
import {
  type DueWebhook,
  parametersOfWebhook,
  type WebhookParameters,
  webhookInsertion,
} from '../webhooks/webhook-store.ts';
import { type ChargeParameters, chargeInsertion, parametersOfCharge } from './charge-store.ts';

/** A charge's change with everything that is written with it. */
export interface ChargeRecord {
  readonly keyed: KeyedRequest;
  readonly answer: StoredAnswer;
  readonly charge: Charge;
  readonly entry: NewBookEntry;
  readonly webhook: DueWebhook;
}

type RecordParameters = KeyAnswerParameters & ChargeParameters & BookParameters & WebhookParameters;

/** Without faults nothing has to be drawn for the command. */
const hasNoFaults = 'not exists (select from faults)';

const openRow = statementWithParameters<RecordParameters, { key: string }>(
  'charge-open-at-once',
  `with claimed as (
     ${newKeyAnswer(`(values (1)) as one where ${hasNoFaults} and ${keyIsFree}`)}
     on conflict (key) do nothing returning key
   ),
   charge as (${chargeInsertion('claimed')}),
   entry as (${bookInsertion('claimed')}),
   webhook as (${webhookInsertion('claimed')})
   select key from claimed`,
);

interface ChargeBefore {
  readonly statusBefore: Charge['status'];
  readonly capturedBefore: number;
  readonly refundedBefore: number;
}
type ChangeParameters = Omit<RecordParameters, 'amountMinor' | 'declineCode' | 'createdFor' | 'createdAt'>;

const changeRow = statementWithParameters<ChangeParameters & ChargeBefore, { key: string }>(
  'charge-change-at-once',
  `with changed as (
     update charges set status = :status, captured_minor = :capturedMinor, refunded_minor = :refundedMinor
     where id = :chargeId and status = :statusBefore and captured_minor = :capturedBefore
       and refunded_minor = :refundedBefore and ${hasNoFaults} and ${keyIsFree}
     returning id
   ),
   claimed as (${newKeyAnswer('changed')} returning key),
   entry as (${bookInsertion('changed')}),
   webhook as (${webhookInsertion('changed')})
   select key from claimed`,
);

function parametersOf({ keyed, answer, charge, entry, webhook }: ChargeRecord): RecordParameters {
  const { key, requestHash } = keyed;
  return {
    ...{ key, requestHash, answerStatus: answer.status, answerBody: JSON.stringify(answer.body) },
    ...parametersOfCharge(charge),
    ...parametersOfEntry(charge, entry),
    ...parametersOfWebhook(webhook, 0),
  };
}

/**
 * Commits a new charge with its entry, its webhook and the answer of its key in one statement. False, without effect,
 * if the key is known or held, or faults are set.
 */
export async function openChargeAtOnce(database: Pool, record: ChargeRecord): Promise<boolean> {
  const inserted = database.query(openRow, openRow.values(parametersOf(record)));
  return (await unlessOvertaken(inserted))?.rows.length === 1;
}

/** As `openChargeAtOnce`, for a change of a charge that must still be as it was `before`. */
export async function changeChargeAtOnce(
  database: Pool,
  before: Charge,
  record: ChargeRecord,
): Promise<boolean> {
  const { status: statusBefore, capturedMinor: capturedBefore, refundedMinor: refundedBefore } = before;
  const parameters = { ...parametersOf(record), statusBefore, capturedBefore, refundedBefore };
  const changed = database.query(changeRow, changeRow.values(parameters));
  return (await unlessOvertaken(changed))?.rows.length === 1;
}
