import type { Journey, JourneyMessage } from '@petstore/contracts/http';
import type { Handlings } from './find-handlings.ts';

/**
 * A row of the request log: one attempt recorded by its callee, or one call to an outside system recorded by its
 * caller.
 */
export interface RecordedRequest {
  readonly messageId: string;
  readonly causationId: string | null;
  readonly name: string;
  readonly caller: string;
  readonly callee: string;
  readonly status: number;
  readonly startedAt: Date;
  readonly durationMs: number;
  readonly attempts: number;
  readonly customerId: string | null;
}

/** A row of the event log. */
export interface PublishedEvent {
  readonly messageId: string;
  readonly causationId: string | null;
  readonly type: string;
  readonly source: string;
  readonly occurredAt: Date;
  readonly publishedAt: Date;
  readonly customerId: string | null;
}

/** The records of one correlation id in the database `events`; requests and events are sorted by time. */
export interface JourneyRecords {
  readonly requests: readonly RecordedRequest[];
  readonly events: readonly PublishedEvent[];
  /** Customer who claimed the correlation id; null if the gateway generated it or no signed-in customer used it. */
  readonly claimedBy: string | null;
}

/** Name that the chassis records as the caller of requests from outside. */
const outside = 'client';

/**
 * Assembles the records of one correlation id into a journey. Attempts of one request share its message id and become
 * one message. Requests from outside without a cause are the roots; any other message without a cause in the set is an
 * orphan. Messages are sorted by time; those of the same millisecond keep their input order.
 */
export function assembleJourney(
  correlationId: string,
  { requests, events, claimedBy }: JourneyRecords,
  { byEvent, consumersUnreachable }: Handlings,
): Journey {
  const messages = [
    ...attemptsByMessage(requests).map(messageOfAttempts),
    ...events.map((event) => ({
      ...messageOfEvent(event),
      handledBy: [...(byEvent.get(event.messageId) ?? [])],
    })),
  ].toSorted((one, other) => compare(one.at, other.at));
  const ids = new Set(messages.map(({ messageId }) => messageId));
  const customerIds = [...requests, ...events].flatMap(({ customerId }) => customerId ?? []);
  return {
    correlationId,
    ownerId: claimedBy ?? firstCustomer(requests.length > 0 ? requests : events),
    customerIds: [...new Set(customerIds)].toSorted(),
    messages,
    roots: messages.filter(isRoot).map(({ messageId }) => messageId),
    orphans: messages
      .filter((message) => !isRoot(message) && !hasCauseAmong(message, ids))
      .map(({ messageId }) => messageId),
    ...(consumersUnreachable.length === 0 ? {} : { consumersUnreachable: [...consumersUnreachable] }),
  };
}

function firstCustomer(records: readonly (RecordedRequest | PublishedEvent)[]): string | null {
  return records.find(({ customerId }) => customerId !== null)?.customerId ?? null;
}

function isRoot({ kind, causationId, from }: JourneyMessage): boolean {
  return kind === 'request' && causationId === null && from === outside;
}

function hasCauseAmong({ messageId, causationId }: JourneyMessage, ids: ReadonlySet<string>): boolean {
  return causationId !== null && causationId !== messageId && ids.has(causationId);
}

function attemptsByMessage(requests: readonly RecordedRequest[]): RecordedRequest[][] {
  const byMessage = new Map<string, RecordedRequest[]>();
  for (const request of requests) {
    const attempts = byMessage.get(request.messageId);
    if (attempts === undefined) byMessage.set(request.messageId, [request]);
    else attempts.push(request);
  }
  return [...byMessage.values()];
}

function messageOfAttempts(attempts: readonly RecordedRequest[]): JourneyMessage {
  const inOrder = attempts.toSorted((one, other) => one.startedAt.getTime() - other.startedAt.getTime());
  const [first] = inOrder;
  const last = inOrder.at(-1);
  if (first === undefined || last === undefined)
    throw new RangeError(
      'A message without attempts cannot be shown: at least one request record is required.',
    );
  return {
    messageId: last.messageId,
    causationId: last.causationId,
    kind: 'request',
    name: last.name,
    from: last.caller,
    to: last.callee,
    status: last.status,
    durationMs: last.durationMs,
    attempts: attempts.reduce((sum, attempt) => sum + attempt.attempts, 0),
    at: first.startedAt.toISOString(),
  };
}

function messageOfEvent(event: PublishedEvent): JourneyMessage {
  return {
    messageId: event.messageId,
    causationId: event.causationId,
    kind: 'event',
    name: event.type,
    from: event.source,
    to: 'events',
    status: 'published',
    durationMs: event.publishedAt.getTime() - event.occurredAt.getTime(),
    attempts: 1,
    at: event.occurredAt.toISOString(),
  };
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
