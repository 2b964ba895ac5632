import { eventSchemas, type NewEvent } from '@petstore/contracts/events';
import { currentInteraction, currentSpan, inSpan, uuidV7 } from '../../correlation/index.ts';
import { statementWithParameters, type Transaction } from '../../postgres/index.ts';
import { formatTraceparent } from '../../tracing/index.ts';
import { eventErrors } from '../errors.ts';
import type { Cause, RecordedEvent } from '../recorded-event.ts';
import { validateEventData } from '../validate-event-data.ts';

interface InsertedEvents extends Cause {
  readonly messageIds: readonly string[];
  readonly types: readonly string[];
  readonly subjects: readonly string[];
  readonly versions: readonly number[];
  /** JSON texts. */
  readonly data: readonly string[];
  readonly traceparent: string | null;
}

const insertEvents = statementWithParameters<InsertedEvents>(
  'outbox-insert-events',
  `insert into outbox (message_id, type, subject, data_version, data, correlation_id, causation_id, traceparent)
   select message_id, type, subject, data_version, data, :correlationId, :causationId, :traceparent
   from unnest(:messageIds::text[], :types::text[], :subjects::text[], :versions::integer[], :data::jsonb[]) with ordinality
     as event (message_id, type, subject, data_version, data, place)
   order by place`,
);

/**
 * Appends events to the outbox within the caller's transaction: they are published if and only if it commits, those of
 * one subject in the order in which they were appended. Does not wait for the insertion; the commit does. Wake the
 * relay after the commit. The cause is the message being handled unless another one is given. Throws
 * `event-data-invalid` and `event-cause-missing`.
 * @example await inTransaction(pool, async (tx) => {
 *   await sellPet(tx, petId);
 *   await appendEvents(tx, [{ type: 'PetSold', subject: petId, data: { petId, orderId } }]);
 * });
 * relay.wake();
 */
export async function appendEvents(
  transaction: Transaction,
  events: readonly NewEvent[],
  cause: Cause = causeOfInteraction(),
): Promise<RecordedEvent[]> {
  if (events.length === 0) return [];
  for (const event of events) validateEventData(event);
  const { correlationId, causationId } = cause;
  const identified = events.map((event) => ({
    ...event,
    correlationId,
    causationId,
    messageId: uuidV7(),
    version: eventSchemas[event.type].version,
  }));
  await asPublishing(events, async () => {
    const trace = currentInteraction()?.trace;
    const values = insertEvents.values({
      messageIds: identified.map(({ messageId }) => messageId),
      types: identified.map(({ type }) => type),
      subjects: identified.map(({ subject }) => subject),
      versions: identified.map(({ version }) => version),
      data: identified.map(({ data }) => JSON.stringify(data)),
      correlationId,
      causationId,
      traceparent: trace === undefined ? null : formatTraceparent(trace),
    });
    transaction.send(insertEvents, values);
  });
  return identified;
}

/** Runs `work` in the producer span; the spans of all consumers that handle these events are its children. */
function asPublishing<Result>(events: readonly NewEvent[], work: () => Promise<Result>): Promise<Result> {
  if (currentSpan() === undefined) return work();
  const types = [...new Set(events.map(({ type }) => type))].join(', ');
  const attributes = {
    'messaging.operation.type': 'send',
    'messaging.batch.message_count': events.length,
  };
  return inSpan(`publish ${types}`, { kind: 'producer', attributes }, work);
}

function causeOfInteraction(): Cause {
  const interaction = currentInteraction();
  if (interaction === undefined) throw eventErrors.create('event-cause-missing');
  return { correlationId: interaction.correlationId, causationId: interaction.messageId };
}
