import {
  type Queryable,
  statement,
  statementWithParameters,
  type Transaction,
} from '@petstore/chassis/postgres';
import type { Charge } from '@petstore/contracts/http';

interface ChargeRow {
  readonly id: string;
  readonly reference: string;
  readonly status: Charge['status'];
  readonly amount_minor: number;
  readonly currency: string;
  readonly captured_minor: number;
  readonly refunded_minor: number;
  readonly decline_code: string | null;
  readonly correlation_id: string | null;
  readonly created_at: Date;
}

const columns = `id, reference, status, amount_minor, currency, captured_minor, refunded_minor, decline_code, correlation_id, created_at`;

/** Parameters of `chargeInsertion`. */
export interface ChargeParameters {
  readonly chargeId: string;
  readonly reference: string;
  readonly status: Charge['status'];
  readonly amountMinor: number;
  readonly currency: string;
  readonly capturedMinor: number;
  readonly refundedMinor: number;
  readonly declineCode: string | null;
  readonly createdFor: string | null;
  readonly createdAt: string;
}

/** Part of a statement: inserts a charge if `source` has a row. */
export function chargeInsertion(source: string): string {
  return `insert into charges (${columns})
   select :chargeId, :reference, :status, :amountMinor::bigint, :currency, :capturedMinor::bigint, :refundedMinor::bigint,
     :declineCode, :createdFor, :createdAt::timestamptz from ${source}`;
}

const insert = statementWithParameters<ChargeParameters>(
  'charge-insert',
  chargeInsertion('(values (1)) as one'),
);
const update = statement(
  'charge-update',
  'update charges set status = $2, captured_minor = $3, refunded_minor = $4 where id = $1',
);
const select = statement<ChargeRow>('charge-select', `select ${columns} from charges where id = $1`);
const selectForUpdate = statement<ChargeRow>(
  'charge-select-for-update',
  `select ${columns} from charges where id = $1 for update`,
);
const selectByReference = statement<ChargeRow>(
  'charge-select-by-reference',
  `select ${columns} from charges where reference = $1 order by created_at, id limit 100`,
);
// Only entries of transactions older than the oldest open one: no entry can appear before one that was already read.
const selectChanged = statement<ChargeRow & ChangePlace>(
  'charge-select-changed',
  // One look a line: a plan for an unknown limit expects a tenth of the book, and would read all charges.
  `with lines as (
     select transaction_id, position, charge_id from book_entries
     where (transaction_id, position) > ($1::xid8, $2::bigint)
       and transaction_id < pg_snapshot_xmin(pg_current_snapshot())
     order by transaction_id, position
     limit $3
   )
   select transaction_id, position, charge.*
   from lines cross join lateral (select * from charges where id = lines.charge_id limit 1) as charge
   order by transaction_id, position`,
);

/** Position of an entry in the book, used as a cursor. */
export interface ChangePlace {
  readonly transaction_id: string;
  readonly position: number;
}

function toCharge(row: ChargeRow): Charge {
  return {
    id: row.id,
    reference: row.reference,
    status: row.status,
    amount: { amountMinor: row.amount_minor, currency: row.currency },
    capturedMinor: row.captured_minor,
    refundedMinor: row.refunded_minor,
    declineCode: row.decline_code,
    correlationId: row.correlation_id,
    createdAt: row.created_at.toISOString(),
  };
}

export function parametersOfCharge(charge: Charge): ChargeParameters {
  const { id: chargeId, amount, correlationId: createdFor, ...rest } = charge;
  return { chargeId, createdFor, ...amount, ...rest };
}

export function insertCharge(transaction: Transaction, charge: Charge): void {
  transaction.send(insert, insert.values(parametersOfCharge(charge)));
}

export function updateCharge(transaction: Transaction, charge: Charge): void {
  const { id, status, capturedMinor, refundedMinor } = charge;
  transaction.send(update, [id, status, capturedMinor, refundedMinor]);
}

export async function findCharge(database: Queryable, id: string): Promise<Charge | undefined> {
  const { rows } = await database.query(select, [id]);
  return rows[0] === undefined ? undefined : toCharge(rows[0]);
}

/** Locks the charge's row, so that commands on one charge run one after the other. */
export async function lockCharge(transaction: Queryable, id: string): Promise<Charge | undefined> {
  const { rows } = await transaction.query(selectForUpdate, [id]);
  return rows[0] === undefined ? undefined : toCharge(rows[0]);
}

export async function listCharges(database: Queryable, reference: string): Promise<Charge[]> {
  const { rows } = await database.query(selectByReference, [reference]);
  return rows.map(toCharge);
}

/**
 * Charges of the next `mostEntries` book entries after a position, each once and in its current state, and the position
 * of the last of these entries; undefined if there are none.
 */
export async function listChanged(
  database: Queryable,
  { transaction_id, position }: ChangePlace,
  mostEntries: number,
): Promise<{ readonly charges: Charge[]; readonly last: ChangePlace | undefined }> {
  const { rows } = await database.query(selectChanged, [transaction_id, position, mostEntries]);
  const charges = new Map(rows.map((row) => [row.id, toCharge(row)]));
  return { charges: [...charges.values()], last: rows.at(-1) };
}
