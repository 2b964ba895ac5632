import type { RequestRecord } from '../http/request-record.ts';
import { type Queryable, statement } from '../postgres/index.ts';

// Nobody waits for a disk: a crash may take the last records, as it may those that were not sent yet.
const insertRecords = statement(
  'request-log-insert',
  `insert into request_log (recorded_by, message_id, causation_id, correlation_id, name, caller, callee, status, started_at, duration_ms, attempts, customer_id)
   select $1, message_id, causation_id, correlation_id, name, caller, callee, status, to_timestamp(started_at_ms / 1000), duration_ms, attempts, customer_id
   from unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::integer[], $9::double precision[],
     $10::double precision[], $11::integer[], $12::text[])
     as record (message_id, causation_id, correlation_id, name, caller, callee, status, started_at_ms, duration_ms, attempts, customer_id),
     (select set_config('synchronous_commit', 'off', true)) as relaxed`,
);

export async function insertRequestRecords(
  events: Queryable,
  service: string,
  records: readonly RequestRecord[],
): Promise<void> {
  await events.query(insertRecords, [
    service,
    records.map(({ messageId }) => messageId),
    records.map(({ causationId }) => causationId),
    records.map(({ correlationId }) => correlationId),
    records.map(({ name }) => name),
    records.map(({ caller }) => caller),
    records.map(({ callee }) => callee),
    records.map(({ status }) => status),
    records.map(({ startedAtMs }) => startedAtMs),
    records.map(({ durationMs }) => durationMs),
    records.map(({ attempts }) => attempts),
    records.map(({ customerId }) => customerId),
  ]);
}
