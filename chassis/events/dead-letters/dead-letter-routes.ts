import {
  DeadLetterCount,
  DeadLetters,
  type DeadLetter as DeadLetterView,
  ReplayDeadLetters,
} from '@petstore/contracts/http';
import { Type } from 'typebox';
import type { HttpServer } from '../../http/http-server.ts';
import { authenticateOperator, principalOf } from '../../identity/authenticate.ts';
import type { TokenVerifier } from '../../identity/token-verifier.ts';
import type { Pool } from '../../postgres/index.ts';
import { type DeadLetter, listLetters } from './dead-letter-store.ts';
import { discardLetter, replayLetters } from './replay-dead-letters.ts';

export interface DeadLetterRoutesOptions {
  /** The consumers' own database. */
  readonly database: Pool;
  readonly verifier: TokenVerifier;
  /** Woken after a replay, to handle the events at once. */
  readonly consumers: readonly { wake(): void }[];
}

const mostShown = 500;
/** Limits the action to one consumer's dead letters; all consumers' by default. */
const Whose = Type.Object({ consumer: Type.Optional(Type.String()) }, { additionalProperties: false });
const params = Type.Object({ messageId: Type.String({ pattern: '^[\\w.-]{1,128}$' }) });

/** Routes by which an operator lists, replays and discards the dead letters of a service's consumers. */
export function registerDeadLetterRoutes(server: HttpServer, options: DeadLetterRoutesOptions): void {
  const { database, verifier, consumers } = options;
  const onRequest = authenticateOperator(verifier);
  const wakeAll = () => {
    for (const consumer of consumers) consumer.wake();
  };

  server.get('/dead-letters', { onRequest, schema: { response: { 200: DeadLetters } } }, async () => {
    const letters = await listLetters(database, { afterPosition: 0, most: mostShown });
    return { items: letters.map(viewOf) };
  });

  server.post(
    '/dead-letters/replay',
    { onRequest, schema: { body: ReplayDeadLetters, response: { 200: DeadLetterCount } } },
    async (request) => {
      const count = await replayLetters(database, request.body);
      const operator = principalOf(request).customerId;
      request.log.warn({ ...request.body, count, operator }, 'an operator replayed dead letters');
      wakeAll();
      return { count };
    },
  );

  server.post(
    '/dead-letters/:messageId/discard',
    { onRequest, schema: { params, querystring: Whose, response: { 200: DeadLetterCount } } },
    async (request) => {
      const { messageId } = request.params;
      const { consumer } = request.query;
      const count = await discardLetter(database, messageId, consumer);
      const operator = principalOf(request).customerId;
      request.log.warn({ messageId, consumer, count, operator }, 'an operator discarded a dead letter');
      wakeAll();
      return { count };
    },
  );
}

function viewOf(letter: DeadLetter): DeadLetterView {
  const { consumer, type, subject, attempts } = letter;
  const isWaiting = attempts === 0 && letter.last_error === null;
  return {
    consumer,
    messageId: letter.message_id,
    type,
    subject,
    correlationId: letter.event.correlation_id,
    state: letter.next_at === null ? 'left' : isWaiting ? 'waiting' : 'retrying',
    attempts,
    error: letter.last_error,
    parkedAt: letter.parked_at.toISOString(),
  };
}
