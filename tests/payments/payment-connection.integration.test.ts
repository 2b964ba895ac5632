import { randomUUID } from 'node:crypto';
import type { Payment } from '@petstore/contracts/http';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { authorization, type PaymentSystem, startPaymentSystem } from './testing/payment-system.ts';
import {
  faithful,
  type ProviderProxy,
  type ProxiedAnswer,
  startProviderProxy,
} from './testing/provider-proxy.ts';

let system: PaymentSystem;
let proxy: ProviderProxy;
beforeAll(async () => {
  proxy = await startProviderProxy();
  system = await startPaymentSystem({ PAYMENT_PROVIDER_URL: proxy.url });
  proxy.target = system.providerUrl;
  // Webhooks would report the result at once; these tests must find it without them.
  system.tap.mode = 'swallows';
});
afterEach(() => {
  proxy.conduct = faithful;
});
afterAll(async () => {
  await system?.stop();
  await proxy?.stop();
});

const soon = { timeout: 20_000, interval: 50 };
const html = { type: 'text/html', body: '<h1>No</h1>' };

/** Responses that may arrive although the provider has executed the command. */
const distortions: readonly (readonly [string, (answer: ProxiedAnswer) => ProxiedAnswer | null])[] = [
  ['lost with the connection', () => null],
  ['cut in half', (answer) => ({ ...answer, body: answer.body.slice(0, 40) })],
  ['empty', (answer) => ({ ...answer, body: '' })],
  ['something else', (answer) => ({ ...answer, body: '{"ok":true}' })],
  ['an HTML page of an intermediary', () => ({ status: 200, ...html })],
  ['a 404 of an intermediary', () => ({ status: 404, ...html })],
  ['a 400 of an intermediary', () => ({ status: 400, ...html })],
  ['a 409 of an intermediary', () => ({ status: 409, ...html })],
  ['a 401 of an intermediary', () => ({ status: 401, ...html })],
  ['a redirection', () => ({ status: 302, ...html })],
];

describe('a command that the provider has executed', () => {
  it.each(distortions)(
    'is found in the provider’s book and not executed twice when its response is %s',
    async (_what, distort) => {
      const orderId = `ord_${randomUUID()}`;
      const key = randomUUID();
      const body = authorization({ orderId });
      proxy.conduct = async (_request, passOn) => distort(await passOn());
      const first = await system.command('/payments', body, { key });
      expect(first).toMatchObject({ status: 503, body: { code: 'payment-in-doubt' } });
      const again = await vi.waitFor(async () => {
        const answer = await system.command('/payments', body, { key });
        expect(answer).toMatchObject({ status: 201, body: { status: 'authorized' } });
        return answer;
      }, soon);
      const { id } = again.body;
      expect(await system.bookKinds(id)).toEqual(['authorization']);
      expect(await system.command(`/payments/${id}/capture`)).toMatchObject({ status: 503 });
      await vi.waitFor(async () => expect((await system.payment(id)).status).toBe('captured'), soon);
      expect(await system.bookKinds(id)).toEqual(['authorization', 'capture']);
    },
  );
});

it('keeps calling a provider whose responses cannot be read: it is reachable, so the circuit stays closed', async () => {
  proxy.conduct = async (_request, passOn) => ({ ...(await passOn()), body: '{' });
  const answers = await Promise.all(
    Array.from({ length: 20 }, () =>
      system.command('/payments', authorization({ orderId: `ord_${randomUUID()}` }), { key: randomUUID() }),
    ),
  );
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([503]));
  proxy.conduct = faithful;
  expect(await system.authorize()).toMatchObject({ status: 201, body: { status: 'authorized' } });
});

/** Holds incoming commands until it is released; they then continue or fail. */
function hold(ending: 'goes on' | 'breaks') {
  let release: () => void = () => undefined;
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  const arrived = new Promise<void>((resolve) => {
    proxy.conduct = async (_request, passOn) => {
      const answer = ending === 'goes on' ? await passOn() : null;
      resolve();
      await released;
      return answer;
    };
  });
  return { arrived, release };
}

async function paymentOf(orderId: string): Promise<string> {
  const { body } = await system.get<{ items: Payment[] }>(`${system.url}/payments?orderId=${orderId}`);
  return body.items[0]?.id ?? expect.unreachable('the payment is known before the provider is called');
}

const endLeases = (paymentId: string) =>
  system.databases.read(
    'payments',
    `update provider_calls set lease_until = now(), next_at = now() where payment_id = '${paymentId}'`,
  );

describe('a request that outlives its lease', () => {
  it('cannot change a call that another worker has taken over', async () => {
    const orderId = `ord_${randomUUID()}`;
    const { arrived, release } = hold('breaks');
    const sleeping = system.command('/payments', authorization({ orderId }));
    await arrived;
    const id = await paymentOf(orderId);
    await system.databases.read(
      'payments',
      `update provider_calls set lease_until = now() where payment_id = '${id}'`,
    );
    const voided = await system.command(`/payments/${id}/void`);
    expect(voided).toMatchObject({ status: 200, body: { status: 'voided' } });
    release();
    expect((await sleeping).status).toBe(503);
    const sql = `select state from provider_calls where payment_id = '${id}'`;
    expect(await system.databases.read('payments', sql)).toEqual([{ state: 'watching' }]);
  });

  it('returns the response that was recorded meanwhile', async () => {
    const { id } = (await system.authorize()).body;
    const key = randomUUID();
    const capture = () => system.command(`/payments/${id}/capture`, undefined, { key });
    const { arrived, release } = hold('goes on');
    const sleeping = capture();
    await arrived;
    await endLeases(id);
    const given = await vi.waitFor(async () => {
      const answer = await capture();
      expect(answer).toMatchObject({ status: 200, body: { status: 'captured' } });
      return answer.body;
    }, soon);
    proxy.conduct = faithful;
    expect((await system.command(`/payments/${id}/refund`, { amountMinor: 1 })).status).toBe(200);
    release();
    expect((await sleeping).body).toEqual(given);
    expect((await capture()).body).toEqual(given);
  });
});

describe('an idempotency key', () => {
  it('of another request changes nothing', async () => {
    const key = randomUUID();
    const used = (await system.authorize()).body.id;
    expect((await system.command(`/payments/${used}/void`, undefined, { key })).status).toBe(200);
    const orderId = `ord_${randomUUID()}`;
    proxy.conduct = async () => null;
    expect((await system.authorize({ orderId })).status).toBe(503);
    const id = await paymentOf(orderId);
    expect(await system.command(`/payments/${id}/void`, undefined, { key })).toMatchObject({
      status: 422,
      body: { code: 'idempotency-key-reused' },
    });
    expect((await system.payment(id)).status).toBe('authorizing');
  });

  it.each([
    ['/payments', authorization({ currency: 'EUR' }), authorization()],
    ['/payments', authorization({ amountMinor: 0 }), authorization()],
  ])('of a refused request to %s is refused for another request', async (path, refused, other) => {
    const key = randomUUID();
    const first = await system.command(path, refused, { key });
    expect(first.status).toBe(422);
    const again = await system.command(path, refused, { key });
    expect({ status: again.status, body: again.body }).toEqual({ status: 422, body: first.body });
    expect(await system.command(path, other, { key })).toMatchObject({
      status: 422,
      body: { code: 'idempotency-key-reused' },
    });
  });

  it('returns the same refusal although the payment has changed', async () => {
    const { id } = (await system.authorize()).body;
    const key = randomUUID();
    const early = await system.command(`/payments/${id}/refund`, { amountMinor: 1 }, { key });
    expect(early).toMatchObject({ status: 409, body: { code: 'payment-not-refundable' } });
    await system.command(`/payments/${id}/capture`);
    const again = await system.command(`/payments/${id}/refund`, { amountMinor: 1 }, { key });
    expect(again).toMatchObject({ status: 409, body: early.body });
    expect((await system.command(`/payments/${id}/refund`, { amountMinor: 1 })).status).toBe(200);
  });
});
