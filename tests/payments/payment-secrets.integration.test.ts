import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import {
  authorization,
  createPaymentCaller,
  type PaymentCaller,
  sagaCertificate,
} from './testing/payment-system.ts';
import { type PaymentProcesses, spawnPaymentProcesses } from './testing/spawn-payment-processes.ts';
import { type PaymentDependencies, preparePaymentDependencies } from './testing/start-payment-services.ts';

let dependencies: PaymentDependencies;
let processes: PaymentProcesses;
let caller: PaymentCaller;

beforeAll(async () => {
  dependencies = await preparePaymentDependencies();
  processes = await spawnPaymentProcesses(dependencies);
  caller = createPaymentCaller(processes, dependencies.issuer);
});
afterAll(async () => {
  await processes?.stop();
  await dependencies?.clear();
});

it('leaves no card token, key, secret or access token in any log line, row, event or webhook', async () => {
  const canary = `tok_canary_${randomUUID().replaceAll('-', '')}`;
  const correlationId = `secrets-${randomUUID()}`;
  const jwt = dependencies.issuer.authorization('customer-001');
  const headers = {
    'x-correlation-id': correlationId,
    'x-forwarded-client-cert': sagaCertificate,
    authorization: jwt,
  };
  const { id } = (await caller.authorize({ cardToken: canary }, { headers })).body;
  await caller.command(`/payments/${id}/capture`, undefined, { headers });
  for (const faults of [{ declineRate: 1 }, { errorRate: 1 }, { timeoutAfterRate: 1 }]) {
    await caller.setFaults(faults);
    await caller.authorize({ cardToken: canary }, { headers });
  }
  await caller.setFaults(null);
  const malformed = { ...authorization({ cardToken: canary }), extra: canary, orderId: 7 };
  expect((await caller.command('/payments', malformed, { headers })).status).toBe(400);
  const number = '4242424242424242';
  expect((await caller.authorize({ cardToken: number }, { headers })).status).toBe(400);

  // Both services have logged this interaction, and its events are in the event log.
  await vi.waitFor(
    async () => {
      const lines = processes.output().split('\n');
      for (const service of ['payment-service', 'payment-provider']) {
        const own = lines.filter((line) => line.includes(`"service":"${service}"`));
        expect(own.some((line) => line.includes(correlationId))).toBe(true);
      }
      const sql = `select 1 from event_log where correlation_id = '${correlationId}'`;
      expect((await dependencies.databases.read('events', sql)).length).toBeGreaterThanOrEqual(3);
      expect(dependencies.tap.seen.length).toBeGreaterThanOrEqual(3);
    },
    { timeout: 20_000, interval: 50 },
  );
  const webhooks = dependencies.tap.seen.map(
    ({ headers, body }) => JSON.stringify(headers) + body.toString(),
  );
  const places = {
    logs: processes.output(),
    rows: await dependencies.databases.allRows(),
    webhooks: webhooks.join(),
  };
  const { apiKey, webhookSecret } = dependencies.secrets;
  for (const [place, text] of Object.entries(places)) {
    for (const secret of [canary, number, apiKey, webhookSecret, jwt.slice('Bearer '.length)]) {
      expect(text.includes(secret), `${secret.slice(0, 10)}... in ${place}`).toBe(false);
    }
  }
});
