import { isAppError } from '@petstore/chassis/errors';
import { findHandledEvents, type HandledEventsOptions } from '@petstore/chassis/events';
import type { HttpClient } from '@petstore/chassis/http';
import type { Logger } from '@petstore/chassis/logging';
import type { EventHandling, HandledEvent, HandledEvents } from '@petstore/contracts/http';

/** A service that consumes events. */
export interface EventHandler {
  readonly service: string;
  /** Those of the events that it has handled. */
  find(messageIds: readonly string[]): Promise<readonly HandledEvent[]>;
}

/** What `HandledEvents` can be asked about at once. */
const mostAtOnce = 500;

/** This service's own inbox. */
export function ownInbox(service: string, options: HandledEventsOptions): EventHandler {
  return { service, find: (messageIds) => findHandledEvents(options, messageIds) };
}

/** Another service's inbox, which only that service can read. */
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
  /** By message id, in the order of time. */
  readonly byEvent: ReadonlyMap<string, readonly EventHandling[]>;
  readonly consumersUnreachable: readonly string[];
}

/** Asks every consumer at once, when somebody reads a journey: nothing of it is on the path of the events. One that does not answer is named. */
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
        logger.warn({ err: error, service }, 'a consumer does not say which events it handled');
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
