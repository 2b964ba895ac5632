import type { CloudEvent } from '@petstore/contracts/events';
import { parseTimestamp } from '../../time/index.ts';
import type { LoggedEvent, StoredEvent } from '../event-bus.ts';

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

/** A stream as it is known by name, and when it was made: its places mean nothing in another one of the name. */
export interface StreamIdentity {
  readonly name: string;
  /** Digits. */
  readonly epoch: string;
}

/** The event of a message. One that nobody can read becomes an event too, of the type that its subject names, so that it is set aside. */
export function decodeMessage(
  message: ReceivedMessage,
  { name, epoch }: StreamIdentity,
  wanted: ReadonlySet<string>,
): LoggedEvent {
  const { seq: position, subject, time } = message;
  const event = readEvent(message.string());
  const type = event?.type ?? subject.slice(name.length + 1);
  const place = { transaction_id: epoch, position, published_at: time, is_wanted: wanted.has(type), type };
  if (event === null) {
    const id = `${name}-${epoch}-${position}`;
    const nobody = { causation_id: null, traceparent: null, occurred_at: time };
    const unreadable = message.string().slice(0, mostKept);
    const data = { unreadable };
    return {
      ...place,
      ...nobody,
      message_id: id,
      source: name,
      subject: id,
      data_version: 0,
      data,
      correlation_id: id,
    };
  }
  return {
    ...place,
    message_id: event.id,
    source: event.source,
    subject: event.subject,
    data_version: event.dataversion,
    data: event.data,
    correlation_id: event.correlationid,
    causation_id: event.causationid,
    traceparent: event.traceparent,
    occurred_at: new Date(parseTimestamp(event.time) ?? Number.NaN),
  };
}

/** Characters of an unreadable message that an operator can look at. */
const mostKept = 10_000;

const words = ['id', 'source', 'type', 'subject', 'correlationid'] as const;

function readEvent(text: string): CloudEvent | null {
  let event: Partial<CloudEvent> | null;
  try {
    event = JSON.parse(text) as Partial<CloudEvent> | null;
  } catch {
    // What cannot be parsed is unreadable like what has another shape; its caller sets it aside.
    return null;
  }
  if (typeof event !== 'object' || event === null) return null;
  const { data, dataversion, time, causationid = null, traceparent = null } = event;
  const isShaped =
    words.every((word) => typeof event[word] === 'string' && event[word] !== '') &&
    typeof data === 'object' &&
    data !== null &&
    Number.isInteger(dataversion) &&
    Number(dataversion) >= 1 &&
    typeof time === 'string' &&
    parseTimestamp(time) !== null;
  return isShaped ? ({ ...event, causationid, traceparent } as CloudEvent) : null;
}
