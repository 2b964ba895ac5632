import { type HandledEvent, HandledEvents, MessageIds } from '@petstore/contracts/http';
import type { HttpServer } from '../../http/http-server.ts';
import { type Queryable, statement } from '../../postgres/index.ts';

const readHandled = statement<{ message_id: string; handled_at: Date }>(
  'inbox-read-handled',
  `select message_id, min(handled_at) as handled_at from inbox
   where consumer = any($1::text[]) and message_id = any($2::text[]) and is_handled
   group by message_id`,
);

export interface HandledEventsOptions {
  /** The consumers' own database. */
  readonly database: Queryable;
  /** Names of the service's consumers. */
  readonly consumers: readonly string[];
}

/**
 * Finds which of the given events a service has handled, with the time of the first handling, from the inboxes of its
 * consumers. Dead-lettered and discarded events are not handled; ids beyond the inbox's retention are unknown.
 */
export async function findHandledEvents(
  { database, consumers }: HandledEventsOptions,
  messageIds: readonly string[],
): Promise<HandledEvent[]> {
  const { rows } = await database.query(readHandled, [consumers, messageIds]);
  return rows.map(({ message_id, handled_at }) => ({ messageId: message_id, at: handled_at.toISOString() }));
}

/** `POST /handled-events`, for services that assemble journeys and have no access to the consumers' databases. */
export function registerHandledEventsRoute(server: HttpServer, options: HandledEventsOptions): void {
  server.post(
    '/handled-events',
    { schema: { body: MessageIds, response: { 200: HandledEvents } } },
    async (request) => ({ items: await findHandledEvents(options, request.body.messageIds) }),
  );
}
