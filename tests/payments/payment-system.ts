import { randomUUID } from 'node:crypto';
import { type RunningService, startService } from '@petstore/chassis/lifecycle';
import { createTestIssuer, type TestIssuer } from '@petstore/chassis/testing';
import type { BookEntry, Payment, ProviderFaults } from '@petstore/contracts/http';
import { definePaymentProvider } from '../../services/payment-provider/service.ts';
import { definePaymentService } from '../../services/payment-service/service.ts';
import { createPaymentDatabases, environmentOf, type PaymentDatabases } from './payment-databases.ts';
import { startWebhookTap, type WebhookTap } from './webhook-tap.ts';

export interface Answer<Body> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
}

/** A payment, or the code of the problem that was answered instead. */
export type CommandBody = Payment & { readonly code?: string };

export interface CommandOptions {
  readonly key?: string;
  readonly headers?: Record<string, string>;
}

/** payment-service and payment-provider against each other over real ports and databases. */
export interface PaymentSystem {
  readonly databases: PaymentDatabases;
  readonly issuer: TestIssuer;
  readonly tap: WebhookTap;
  readonly url: string;
  readonly providerUrl: string;
  readonly secrets: { readonly apiKey: string; readonly webhookSecret: string };
  /** As the order saga's service, with a fresh key unless one is given. */
  command<Body = CommandBody>(path: string, body?: unknown, options?: CommandOptions): Promise<Answer<Body>>;
  authorize(order?: Partial<NewOrder>, options?: CommandOptions): Promise<Answer<CommandBody>>;
  get<Body>(url: string, headers?: Record<string, string>): Promise<Answer<Body>>;
  /** The provider's own book for a payment. */
  book(paymentId: string): Promise<BookEntry[]>;
  setFaults(faults: ProviderFaults | null): Promise<void>;
  stop(): Promise<void>;
}

export interface NewOrder {
  readonly orderId: string;
  readonly customerId: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly cardToken: string;
}

export const sagaCertificate =
  'By=spiffe://cluster.local/ns/petstore/sa/payment-service;URI=spiffe://cluster.local/ns/petstore/sa/petstore-domain';

export async function answerOf<Body>(response: Response): Promise<Answer<Body>> {
  const text = await response.text();
  const body = (text === '' ? undefined : JSON.parse(text)) as Body;
  return { status: response.status, headers: response.headers, body };
}

/** The body that `POST /payments` wants, for an order that nobody has seen before. */
export function authorization(order: Partial<NewOrder> = {}): object {
  const { orderId = `ord_${randomUUID()}`, customerId = 'customer-001' } = order;
  const { amountMinor = 12_345, currency = 'USD', cardToken = 'tok_visa' } = order;
  return { orderId, customerId, amount: { amountMinor, currency }, cardToken };
}

export async function startPaymentSystem(settings: Record<string, string> = {}): Promise<PaymentSystem> {
  const databases = await createPaymentDatabases();
  const issuer = await createTestIssuer();
  const tap = await startWebhookTap();
  const secrets = { apiKey: `key-${randomUUID()}`, webhookSecret: `secret-${randomUUID()}` };
  const shared = {
    PORT: '0',
    LOG_LEVEL: 'fatal',
    JWKS_URL: issuer.url,
    JWT_ISSUER: issuer.issuer,
    JWT_AUDIENCE: issuer.audience,
  };
  const start = (definition: Parameters<typeof startService>[0]): Promise<RunningService> =>
    startService({ ...definition, handlesSignals: false });
  const provider = await start(
    definePaymentProvider({
      ...shared,
      ...environmentOf(databases.provider.service),
      API_KEY: secrets.apiKey,
      WEBHOOK_SECRET: secrets.webhookSecret,
      WEBHOOK_URL: tap.url,
    }),
  );
  const service = await start(
    definePaymentService({
      ...shared,
      ...environmentOf(databases.payments.service),
      ...environmentOf(databases.events.service, 'EVENTS_'),
      PAYMENT_PROVIDER_URL: provider.url,
      PROVIDER_API_KEY: secrets.apiKey,
      PROVIDER_WEBHOOK_SECRET: secrets.webhookSecret,
      PROVIDER_TIMEOUT_MS: '300',
      ...settings,
    }),
  );
  tap.target = `${service.url}/webhooks/provider`;
  const operator = { authorization: issuer.authorization('operator', ['operator']) };
  const get = async <Body>(url: string, headers: Record<string, string> = operator) =>
    answerOf<Body>(await fetch(url, { headers }));

  async function command<Body = CommandBody>(path: string, body?: unknown, options: CommandOptions = {}) {
    const { key = randomUUID(), headers = { 'x-forwarded-client-cert': sagaCertificate } } = options;
    const response = await fetch(`${service.url}${path}`, {
      method: 'POST',
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(key === '' ? {} : { 'idempotency-key': key }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return answerOf<Body>(response);
  }

  return {
    databases,
    issuer,
    tap,
    url: service.url,
    providerUrl: provider.url,
    secrets,
    command,
    authorize: (order, options) => command('/payments', authorization(order), options),
    get,
    async book(paymentId) {
      const { body } = await get<{ entries: BookEntry[] }>(`${provider.url}/v1/book?reference=${paymentId}`);
      return body.entries;
    },
    async setFaults(faults) {
      const response = await fetch(`${provider.url}/v1/faults`, {
        method: faults === null ? 'DELETE' : 'POST',
        headers: { ...operator, ...(faults === null ? {} : { 'content-type': 'application/json' }) },
        ...(faults === null ? {} : { body: JSON.stringify(faults) }),
      });
      if (!response.ok) throw new Error(`faults were not set: ${response.status} ${await response.text()}`);
    },
    async stop() {
      await service.stop();
      await provider.stop();
      await tap.stop();
      await issuer.stop();
      await databases.drop();
    },
  };
}
