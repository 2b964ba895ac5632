import { eventSchemas, type NewEvent } from '@petstore/contracts/events';
import { currentInteraction, currentSpan, inSpan, uuidV7 } from '../../correlation/index.ts';
import { formatTraceparent } from '../../tracing/index.ts';
import { eventErrors } from '../errors.ts';
import type { Cause, RecordedEvent } from '../recorded-event.ts';
import { validateEventData } from '../validate-event-data.ts';

/** Columns of new outbox rows: parallel arrays, in the order in which the rows are published. */
export interface OutboxRows extends Cause {
  readonly messageIds: readonly string[];
  readonly types: readonly string[];
  readonly subjects: readonly string[];
  readonly versions: readonly number[];
  /** JSON texts. */
  readonly data: readonly string[];
  readonly traceparent: string | null;
}

/**
 * SQL that inserts the rows of the named parameters of `OutboxRows`, all or none, if a condition holds; also as part of
 * a statement with other parameters.
 */
export function insertOutboxRows(condition = 'true'): string {
  return `insert into outbox (message_id, type, subject, data_version, data, correlation_id, causation_id, traceparent)
   select message_id, type, subject, data_version, data, :correlationId, :causationId, :traceparent
   from unnest(:messageIds::text[], :types::text[], :subjects::text[], :versions::integer[], :data::jsonb[]) with ordinality
     as event (message_id, type, subject, data_version, data, place)
   where ${condition}
   order by place`;
}

/**
 * Prepares events for a statement that writes outbox rows together with other rows, and runs `write` with them in the
 * producer span; the spans of all consumers that handle these events are its children. The cause is the message being
 * handled unless another one is given. Throws `event-data-invalid` and `event-cause-missing`. `appendEvents` is the
 * simple way.
 */
export function withOutboxRows<Result>(
  events: readonly NewEvent[],
  write: (rows: OutboxRows, recorded: RecordedEvent[]) => Promise<Result>,
  cause: Cause = causeOfInteraction(),
): Promise<Result> {
  for (const event of events) validateEventData(event);
  const { correlationId, causationId } = cause;
  const recorded = events.map((event) => ({
    ...event,
    correlationId,
    causationId,
    messageId: uuidV7(),
    version: eventSchemas[event.type].version,
  }));
  return asPublishing(events, () => {
    const trace = currentInteraction()?.trace;
    const rows = {
      messageIds: recorded.map(({ messageId }) => messageId),
      types: recorded.map(({ type }) => type),
      subjects: recorded.map(({ subject }) => subject),
      versions: recorded.map(({ version }) => version),
      data: recorded.map(({ data }) => JSON.stringify(data)),
      correlationId,
      causationId,
      traceparent: trace === undefined ? null : formatTraceparent(trace),
    };
    return write(rows, recorded);
  });
}

function asPublishing<Result>(events: readonly NewEvent[], work: () => Promise<Result>): Promise<Result> {
  if (events.length === 0 || currentSpan() === undefined) return work();
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
