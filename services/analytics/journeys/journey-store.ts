import { type Queryable, statement } from '@petstore/chassis/postgres';
import type { JourneyRecords, PublishedEvent, RecordedRequest } from './assemble-journey.ts';

/**
 * Far more than one interaction has; of a correlation id that a client reuses for everything, the oldest records are
 * read.
 */
const mostMessages = 5_000;

const readRequests = statement<RecordedRequest>(
  'journey-read-requests',
  `select message_id as "messageId", causation_id as "causationId", name, caller, callee, status, started_at as "startedAt",
     duration_ms as "durationMs", attempts, customer_id as "customerId"
   from request_log
   where correlation_id = $1 and recorded_at > now() - make_interval(hours => $2)
   order by started_at, position
   limit $3`,
);

const readEvents = statement<PublishedEvent>(
  'journey-read-events',
  `select message_id as "messageId", causation_id as "causationId", type, source, occurred_at as "occurredAt",
     published_at as "publishedAt", data ->> 'customerId' as "customerId"
   from event_log
   where correlation_id = $1 and published_at > now() - make_interval(hours => $2)
   order by occurred_at, position
   limit $3`,
);

const readClaim = statement<{ customerId: string }>(
  'journey-read-claim',
  'select customer_id as "customerId" from correlation_claims where correlation_id = $1',
);

/** Reads the records of one correlation id within the retention from the database `events`. */
export async function readJourneyRecords(
  events: Queryable,
  correlationId: string,
  keptHours: number,
): Promise<JourneyRecords> {
  const values = [correlationId, keptHours, mostMessages];
  const published = await events.query(readEvents, values);
  const recorded = await events.query(readRequests, values);
  const claim = await events.query(readClaim, [correlationId]);
  return {
    requests: recorded.rows,
    events: published.rows,
    claimedBy: claim.rows[0]?.customerId ?? null,
  };
}
