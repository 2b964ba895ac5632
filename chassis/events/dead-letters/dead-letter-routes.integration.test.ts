import type { JSONWebKeySet } from 'jose';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createHttpServer } from '../../http/index.ts';
import { createTokenVerifier } from '../../identity/index.ts';
import { inTransaction, unnamedStatement } from '../../postgres/index.ts';
import { createTestIssuer, type TestIssuer } from '../../testing/index.ts';
import { type MessagingFixture, openMessaging } from '../../testing/messaging.ts';
import { systemClock } from '../../time/index.ts';
import { beginning } from '../event-bus.ts';
import { registerDeadLetterRoutes } from './dead-letter-routes.ts';
import { deadLetterEvents } from './dead-letter-store.ts';

let messaging: MessagingFixture;
let issuer: TestIssuer;
beforeEach(async () => {
  messaging = await openMessaging();
  issuer = await createTestIssuer();
});
afterEach(async () => {
  await issuer.stop();
  await messaging.close();
});

async function serve() {
  const { database, logger, metrics, bus } = messaging;
  const server = createHttpServer({
    service: 'reports',
    logger,
    metrics,
    clock: systemClock,
    recordRequest: () => undefined,
  });
  const wake = vi.fn();
  const verifier = createTokenVerifier({
    fetchKeys: async () => (await (await fetch(issuer.url)).json()) as JSONWebKeySet,
    issuer: issuer.issuer,
    audience: issuer.audience,
    clock: systemClock,
  });
  registerDeadLetterRoutes(server, { database, verifier, consumers: [{ wake }] });
  await messaging.append('pet-1', 'ord_1', 'ord_2');
  await messaging.whileRunning([messaging.createRelay()], () =>
    vi.waitFor(async () => expect(await messaging.logged()).toHaveLength(2), { timeout: 10_000 }),
  );
  const reader = bus.openReader(['PetSold']);
  // Transactions of other tests on the server hold back the log's readers.
  const { events } = await vi.waitFor(
    async () => {
      const page = await reader.read(beginning, 10);
      expect(page.events).toHaveLength(2);
      return page;
    },
    { timeout: 20_000 },
  );
  await inTransaction(database, async (transaction) => deadLetterEvents(transaction, 'stock', events));
  await database.query(
    unnamedStatement(
      `update dead_letters set attempts = 6, next_at = null, last_error = 'no such column' where position = 1`,
    ),
  );
  const ask = (method: 'GET' | 'POST', url: string, payload?: object) =>
    server.inject({
      method,
      url,
      headers: { authorization: issuer.authorization('operator', ['operator']) },
      ...(payload === undefined ? {} : { payload }),
    });
  return { server, ask, wake };
}

it('shows operators the failed event and those waiting behind it, and replays or discards them', async () => {
  const { ask, wake } = await serve();
  const { items } = (await ask('GET', '/dead-letters')).json();
  expect(items).toMatchObject([
    {
      consumer: 'stock',
      type: 'PetSold',
      subject: 'pet-1',
      state: 'left',
      attempts: 6,
      error: 'no such column',
    },
    { state: 'waiting', attempts: 0, error: null },
  ]);
  expect((await ask('POST', '/dead-letters/replay', { subject: 'pet-1' })).json()).toEqual({ count: 2 });
  expect((await ask('GET', '/dead-letters')).json().items[0]).toMatchObject({ state: 'retrying' });
  const discard = `/dead-letters/${items[0].messageId}/discard`;
  expect((await ask('POST', `${discard}?consumer=reports`)).json()).toEqual({ count: 0 });
  expect((await ask('POST', `${discard}?consumer=stock`)).json()).toEqual({ count: 1 });
  expect((await ask('POST', discard)).json()).toEqual({ count: 0 });
  expect((await ask('GET', '/dead-letters')).json().items).toHaveLength(1);
  expect(wake).toHaveBeenCalledTimes(4);
});

it('is for operators alone', async () => {
  const { server } = await serve();
  const headers = { authorization: issuer.authorization('customer-001') };
  expect((await server.inject({ url: '/dead-letters', headers })).statusCode).toBe(403);
  expect((await server.inject({ url: '/dead-letters' })).statusCode).toBe(401);
  const replay = { method: 'POST', url: '/dead-letters/replay', headers, payload: {} } as const;
  expect((await server.inject(replay)).statusCode).toBe(403);
});
