import { randomUUID } from 'node:crypto';
import type { Charge } from '@petstore/contracts/http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PaymentSystem, startPaymentSystem } from './testing/payment-system.ts';

let system: PaymentSystem;
beforeAll(async () => {
  system = await startPaymentSystem();
  // These charges belong to no payment, so that their webhooks have no receiver.
  system.tap.mode = 'swallows';
});
afterAll(async () => {
  await system?.stop();
});

async function send(path: string, key: string, body?: object): Promise<{ status: number; charge: Charge }> {
  const response = await fetch(`${system.providerUrl}${path}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${system.secrets.apiKey}`,
      ...(key === '' ? {} : { 'idempotency-key': key }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, charge: (await response.json()) as Charge };
}

const chargeFor = (reference: string, amountMinor = 500) => ({
  amount: { amountMinor, currency: 'USD' },
  cardToken: 'tok_visa',
  reference,
});

describe('an idempotency key at the provider', () => {
  it('of 50 concurrent requests makes one charge', async () => {
    const reference = `ref-${randomUUID()}`;
    const key = randomUUID();
    const sent = Array.from({ length: 50 }, () => send('/v1/charges', key, chargeFor(reference)));
    const statuses = new Set((await Promise.all(sent)).map(({ status }) => status));
    expect([...statuses].every((status) => status === 201 || status === 409)).toBe(true);
    expect((await send('/v1/charges', key, chargeFor(reference))).status).toBe(201);
    expect(await system.bookKinds(reference)).toEqual(['authorization']);
  });

  it('returns the first response again although the charge has changed', async () => {
    const reference = `ref-${randomUUID()}`;
    const first = await send('/v1/charges', `${reference}-1`, chargeFor(reference));
    expect((await send(`/v1/charges/${first.charge.id}/capture`, `${reference}-2`)).charge.status).toBe(
      'captured',
    );
    expect(await send('/v1/charges', `${reference}-1`, chargeFor(reference))).toEqual(first);
  });

  it('is refused for a different body, and required', async () => {
    const reference = `ref-${randomUUID()}`;
    const key = randomUUID();
    await send('/v1/charges', key, chargeFor(reference));
    expect((await send('/v1/charges', key, chargeFor(reference, 501))).status).toBe(422);
    expect((await send('/v1/charges', '', chargeFor(reference))).status).toBe(400);
  });

  it('that is new charges again, and the book shows both', async () => {
    const reference = `ref-${randomUUID()}`;
    for (const key of [randomUUID(), randomUUID()]) await send('/v1/charges', key, chargeFor(reference));
    expect(await system.bookKinds(reference)).toEqual(['authorization', 'authorization']);
  });
});

describe('a charge', () => {
  it('is captured or voided, whichever comes first', async () => {
    const { charge } = await send('/v1/charges', randomUUID(), chargeFor(`ref-${randomUUID()}`));
    const both = await Promise.all([
      send(`/v1/charges/${charge.id}/capture`, randomUUID()),
      send(`/v1/charges/${charge.id}/void`, randomUUID()),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(await system.bookKinds(charge.reference)).toHaveLength(2);
  });

  it('is refunded up to the captured amount, however many requests are concurrent', async () => {
    const { charge } = await send('/v1/charges', randomUUID(), chargeFor(`ref-${randomUUID()}`));
    await send(`/v1/charges/${charge.id}/capture`, randomUUID());
    const refunds = Array.from({ length: 6 }, () =>
      send(`/v1/charges/${charge.id}/refunds`, randomUUID(), { amountMinor: 200 }),
    );
    const statuses = (await Promise.all(refunds)).map(({ status }) => status).sort();
    expect(statuses).toEqual([200, 200, 422, 422, 422, 422]);
  });
});

it('cannot have its book entries changed by the provider’s database role', async () => {
  const sql = `select privilege_type from information_schema.role_table_grants
    where table_name = 'book_entries' and grantee = '${system.databases.provider.service.user}' order by 1`;
  expect(await system.databases.read('provider', sql)).toEqual([
    { privilege_type: 'INSERT' },
    { privilege_type: 'SELECT' },
  ]);
});
