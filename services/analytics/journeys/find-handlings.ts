import { isAppError } from '@petstore/chassis/errors';
import { findHandledEvents, type HandledEventsOptions } from '@petstore/chassis/events';
import type { HttpClient } from '@petstore/chassis/http';
import type { Logger } from '@petstore/chassis/logging';
import type { EventHandling, HandledEvent, HandledEvents } from '@petstore/contracts/http';

/** A service that consumes events and can be asked which ones it handled. */
export interface EventHandler {
  readonly service: string;
  /** Returns the events among `messageIds` that the service has handled. */
  find(messageIds: readonly string[]): Promise<readonly HandledEvent[]>;
}

/** Largest number of message ids in one request to `POST /handled-events`. */
const mostAtOnce = 500;

/** Reads the inbox of this service. */
export function ownInbox(service: string, options: HandledEventsOptions): EventHandler {
  return { service, find: (messageIds) => findHandledEvents(options, messageIds) };
}

/** Asks another service, which alone can read its inbox. */
export function inboxOf(client: HttpClient): EventHandler {
  return {
    service: client.peer,
    async find(messageIds) {
      const found: HandledEvent[] = [];
      for (let from = 0; from < messageIds.length; from += mostAtOnce) {
        const body = { messageIds: messageIds.slice(from, from + mostAtOnce) };
        const { body: page } = await client.send<HandledEvents>({
          method: 'POST',
          path: '/handled-events',
          body,
        });
        found.push(...page.items);
      }
      return found;
    },
  };
}

export interface Handlings {
  /** Handlings by message id, sorted by time. */
  readonly byEvent: ReadonlyMap<string, readonly EventHandling[]>;
  readonly consumersUnreachable: readonly string[];
}

/**
 * Asks all consumers concurrently which events they handled, and lists those that do not answer. Called when a journey
 * is read.
 */
export async function findHandlings(
  handlers: readonly EventHandler[],
  messageIds: readonly string[],
  logger: Pick<Logger, 'warn'>,
): Promise<Handlings> {
  const byEvent = new Map<string, EventHandling[]>();
  const consumersUnreachable: string[] = [];
  if (messageIds.length === 0) return { byEvent, consumersUnreachable };
  await Promise.all(
    handlers.map(async ({ service, find }) => {
      try {
        for (const { messageId, at } of await find(messageIds)) {
          const others = byEvent.get(messageId) ?? [];
          byEvent.set(messageId, [...others, { service, at }].toSorted(byTimeThenName));
        }
      } catch (error) {
        if (!isAppError(error)) throw error;
        logger.warn({ err: error, service }, 'a consumer did not answer which events it handled');
        consumersUnreachable.push(service);
      }
    }),
  );
  return { byEvent, consumersUnreachable: consumersUnreachable.toSorted() };
}

function byTimeThenName(one: EventHandling, other: EventHandling): number {
  const [first, second] = [`${one.at} ${one.service}`, `${other.at} ${other.service}`];
  return first < second ? -1 : first > second ? 1 : 0;
}
