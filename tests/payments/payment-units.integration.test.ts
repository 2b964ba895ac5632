import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createUnitCounter } from './testing/counting-pool.ts';
import { type PaymentSystem, sagaCertificate, startPaymentSystem } from './testing/payment-system.ts';

const service = createUnitCounter();
const provider = createUnitCounter();
let system: PaymentSystem;
beforeAll(async () => {
  system = await startPaymentSystem({}, (name, pool) =>
    (name === 'payment-service' ? service : provider).count(pool),
  );
});
afterAll(() => system?.stop());

/** Resolves after the webhook of each of the payment's changes was handled. */
async function webhooksHandled(paymentId: string, count: number): Promise<void> {
  const sql = `select 1 from webhook_deliveries where payload like '%${paymentId}%' and delivered_at is not null`;
  await vi.waitFor(async () => expect(await system.databases.read('provider', sql)).toHaveLength(count), {
    timeout: 20_000,
    interval: 20,
  });
}

/** An authorization and a capture with their webhooks, and what each asked of the two databases. */
async function journey() {
  const correlationIds = { authorize: randomUUID(), capture: randomUUID() };
  const headersOf = (correlationId: string) => ({
    headers: { 'x-correlation-id': correlationId, 'x-forwarded-client-cert': sagaCertificate },
  });
  const { body } = await system.authorize({}, headersOf(correlationIds.authorize));
  await webhooksHandled(body.id, 1);
  await system.command(`/payments/${body.id}/capture`, undefined, headersOf(correlationIds.capture));
  await webhooksHandled(body.id, 2);
  return correlationIds;
}

describe('in payment-service', () => {
  it('an authorization is opened, recorded and told by its webhook in a statement each', async () => {
    const { authorize } = await journey();
    expect(service.of(authorize)).toEqual({
      statements: ['command-open-authorization', 'payment-record-facts', 'webhook-inbox-insert-known'],
      commits: 3,
    });
  });

  it('a capture needs one more, which reads the payment without a lock', async () => {
    const { capture } = await journey();
    expect(service.of(capture)).toEqual({
      statements: [
        'payment-select',
        'command-open-operation',
        'payment-record-facts',
        'webhook-inbox-insert-known',
      ],
      commits: 3,
    });
  });
});

describe('in payment-provider', () => {
  it('a charge is written with its key, entry and webhook in one statement', async () => {
    const { authorize } = await journey();
    expect(provider.of(authorize)).toEqual({ statements: ['charge-open-at-once'], commits: 1 });
  });

  it('a capture needs one more, which reads the charge without a lock', async () => {
    const { capture } = await journey();
    const statements = ['charge-select', 'charge-change-at-once'];
    expect(provider.of(capture)).toEqual({ statements, commits: 1 });
  });

  it('webhooks are delivered without a look for them, and recorded as delivered together', async () => {
    const before = provider.of('').statements.length;
    await Promise.all([journey(), journey(), journey()]);
    const { statements } = provider.of('');
    const recorded = statements.slice(before).filter((name) => name === 'webhook-delivered');
    expect(recorded.length).toBeGreaterThan(0);
    expect(recorded.length).toBeLessThan(6);
  });
});
