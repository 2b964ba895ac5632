import type { CloudEvent } from '@petstore/contracts/events';
import { parseTimestamp } from '../../time/index.ts';
import type { LoggedEvent, StoredEvent } from '../event-bus.ts';

/** The subject of an event's message: the stream's name, then the type. */
export function subjectOf(stream: string, type: string): string {
  return `${stream}.${type}`;
}

/** The event in the CloudEvents JSON format. */
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

interface ReceivedMessage {
  /** Sequence number in the stream. */
  readonly seq: number;
  readonly subject: string;
  readonly time: Date;
  readonly string: () => string;
}

/** Identifies a stream by name and creation time: positions mean nothing in a later stream of the same name. */
export interface StreamIdentity {
  readonly name: string;
  /** Creation time as digits. */
  readonly epoch: string;
}

/**
 * Decodes a message into its event. A message that cannot be decoded becomes an event of the type in its subject with
 * version 0, which consumers dead-letter.
 */
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

/** Most characters of an undecodable message that are kept for an operator. */
const mostKept = 10_000;

const words = ['id', 'source', 'type', 'subject', 'correlationid'] as const;

function readEvent(text: string): CloudEvent | null {
  let event: Partial<CloudEvent> | null;
  try {
    event = JSON.parse(text) as Partial<CloudEvent> | null;
  } catch {
    // A message that is not JSON is handled like one of another shape: the caller dead-letters it.
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
