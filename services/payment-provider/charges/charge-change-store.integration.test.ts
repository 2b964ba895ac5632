import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { createPool, inTransaction, type Pool, unnamedStatement } from '@petstore/chassis/postgres';
import { createTestDatabase, type TestDatabase } from '@petstore/chassis/testing';
import type { Charge } from '@petstore/contracts/http';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { putFaults, removeFaults } from '../faults/fault-store.ts';
import { onceForKey } from '../idempotency/key-store.ts';
import { newWebhook } from '../webhooks/webhook-store.ts';
import { type ChargeRecord, changeChargeAtOnce, openChargeAtOnce } from './charge-change-store.ts';

let own: TestDatabase;
let database: Pool;
beforeAll(async () => {
  const migrationsDirectory = fileURLToPath(new URL('../migrations/', import.meta.url));
  own = await createTestDatabase({ name: 'at_once', migrationsDirectory });
  database = createPool({ connection: own.service, applicationName: 'test', onError: () => undefined });
});
afterAll(async () => {
  await database?.close();
  await own?.drop();
});

function openingOf(key: string = randomUUID()): ChargeRecord {
  const charge: Charge = {
    ...{ id: `ch_${randomUUID()}`, reference: 'pay_1', status: 'authorized', capturedMinor: 0 },
    ...{ amount: { amountMinor: 500, currency: 'USD' }, refundedMinor: 0, declineCode: null },
    ...{ correlationId: null, createdAt: new Date(0).toISOString() },
  };
  const webhook = {
    body: { type: 'charge.authorized', charge },
    ...{ correlationId: 'cart-7', causationId: 'm-1', copies: 1 },
  } as const;
  return {
    keyed: { key, requestHash: 'same' },
    answer: { status: 201, body: charge },
    charge,
    entry: { kind: 'authorization', amountMinor: 500, correlationId: null, recordedAtMs: 0 },
    webhook: newWebhook(webhook),
  };
}
function captureOf({ charge, ...opening }: ChargeRecord, key: string = randomUUID()): ChargeRecord {
  const captured: Charge = { ...charge, status: 'captured', capturedMinor: 500 };
  const webhook = { ...opening.webhook, id: `wh_${randomUUID()}` };
  return { ...opening, keyed: { key, requestHash: 'same' }, charge: captured, webhook };
}
/** Rows of each table that a command writes. */
async function rows(): Promise<readonly number[]> {
  const tables = ['charges', 'book_entries', 'idempotency_keys', 'webhook_deliveries'];
  return Promise.all(
    tables.map(async (table) => (await database.query(unnamedStatement(`select from ${table}`))).rowCount),
  );
}
async function expectNoEffect(command: Promise<boolean>): Promise<void> {
  const before = await rows();
  expect(await command).toBe(false);
  expect(await rows()).toEqual(before);
}

it('writes charge, entry, key and webhook together', async () => {
  const before = await rows();
  expect(await openChargeAtOnce(database, openingOf())).toBe(true);
  expect(await rows()).toEqual(before.map((count) => count + 1));
});

it('writes nothing for a key that is known', async () => {
  const opening = openingOf();
  await openChargeAtOnce(database, opening);
  await expectNoEffect(openChargeAtOnce(database, openingOf(opening.keyed.key)));
  await expectNoEffect(changeChargeAtOnce(database, opening.charge, captureOf(opening, opening.keyed.key)));
});

it('writes nothing while another request has the key', async () => {
  const opening = openingOf();
  await inTransaction(database, (transaction) =>
    onceForKey(transaction, opening.keyed, async () => {
      await expectNoEffect(openChargeAtOnce(database, opening));
      return opening.answer;
    }),
  );
});

it('writes nothing while faults are set', async () => {
  const opening = openingOf();
  await openChargeAtOnce(database, opening);
  const rates = { errorRate: 0, timeoutBeforeRate: 0, timeoutAfterRate: 0, declineRate: 0 };
  const rest = { rateLimitPerSecond: 0, webhookDuplicateRate: 0, webhookDelayMs: 0 };
  await putFaults(database, { seed: 1, ...rates, ...rest });
  await expectNoEffect(openChargeAtOnce(database, openingOf()));
  await expectNoEffect(changeChargeAtOnce(database, opening.charge, captureOf(opening)));
  await removeFaults(database);
});

it('changes a charge once, from the state that the change was decided on', async () => {
  const opening = openingOf();
  await openChargeAtOnce(database, opening);
  expect(await changeChargeAtOnce(database, opening.charge, captureOf(opening))).toBe(true);
  await expectNoEffect(changeChargeAtOnce(database, opening.charge, captureOf(opening)));
});
