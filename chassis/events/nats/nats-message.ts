import type { CloudEvent } from '@petstore/contracts/events';
import type { LoggedEvent } from '../event-bus.ts';
import type { StoredEvent } from '../outbox-store.ts';

/** The subject of an event's message: the stream's name, then the type. */
export function subjectOf(stream: string, type: string): string {
  return `${stream}.${type}`;
}

/** The event as CloudEvents' JSON format, so that anybody can read it. */
export function encodeMessage(source: string, event: StoredEvent): string {
  const message: CloudEvent = {
    specversion: '1.0',
    id: event.message_id,
    source,
    type: event.type,
    subject: event.subject,
    time: event.occurred_at.toISOString(),
    datacontenttype: 'application/json',
    dataversion: event.data_version,
    correlationid: event.correlation_id,
    causationid: event.causation_id,
    traceparent: event.traceparent,
    data: event.data,
  };
  return JSON.stringify(message);
}

export interface ReceivedMessage {
  /** Place in the stream. */
  readonly seq: number;
  readonly subject: string;
  readonly time: Date;
  readonly string: () => string;
}

export function decodeMessage(message: ReceivedMessage, wanted: ReadonlySet<string>): LoggedEvent {
  const event = JSON.parse(message.string()) as CloudEvent;
  return {
    transaction_id: '0',
    position: message.seq,
    published_at: message.time,
    is_wanted: wanted.has(event.type),
    message_id: event.id,
    source: event.source,
    type: event.type,
    subject: event.subject,
    data_version: event.dataversion,
    data: event.data,
    correlation_id: event.correlationid,
    causation_id: event.causationid,
    traceparent: event.traceparent,
    occurred_at: new Date(event.time),
  };
}
