import { randomUUID } from 'node:crypto';
import type { TestIssuer } from '@petstore/chassis/testing';
import type { BookEntry, LedgerEntry, Payment, ProviderFaults } from '@petstore/contracts/http';
import type { PaymentDatabases } from './payment-databases.ts';
import {
  type PaymentDependencies,
  preparePaymentDependencies,
  startPaymentServices,
  type ThroughPool,
} from './start-payment-services.ts';
import type { WebhookTap } from './webhook-tap.ts';

export interface Answer<Body> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
}

/** A payment, or the code of a problem response. */
export type CommandBody = Payment & { readonly code?: string };

interface CommandOptions {
  /** A new key by default; '' sends none. */
  readonly key?: string;
  readonly headers?: Record<string, string>;
}

interface NewOrder {
  readonly orderId: string;
  readonly customerId: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly cardToken: string;
}

/** Client of both services. */
export interface PaymentCaller {
  /** Sends as the order saga's service unless other headers are given. */
  command(path: string, body?: unknown, options?: CommandOptions): Promise<Answer<CommandBody>>;
  authorize(order?: Partial<NewOrder>, options?: CommandOptions): Promise<Answer<CommandBody>>;
  /** Sends as an operator unless other headers are given. */
  get<Body>(url: string, headers?: Record<string, string>): Promise<Answer<Body>>;
  payment(id: string): Promise<Payment>;
  ledger(paymentId: string): Promise<LedgerEntry[]>;
  /** Kinds of the entries in the provider's book for a payment, in order. */
  bookKinds(paymentId: string): Promise<BookEntry['kind'][]>;
  book(paymentId: string): Promise<BookEntry[]>;
  setFaults(faults: ProviderFaults | null): Promise<void>;
}

/** payment-service and payment-provider connected over real ports and databases. */
export interface PaymentSystem extends PaymentCaller {
  readonly databases: PaymentDatabases;
  readonly issuer: TestIssuer;
  readonly tap: WebhookTap;
  readonly secrets: PaymentDependencies['secrets'];
  readonly url: string;
  readonly providerUrl: string;
  stop(): Promise<void>;
}

export const sagaCertificate =
  'By=spiffe://cluster.local/ns/petstore/sa/payment-service;URI=spiffe://cluster.local/ns/petstore/sa/petstore-domain';

async function answerOf<Body>(response: Response): Promise<Answer<Body>> {
  const text = await response.text();
  const body = (text === '' ? undefined : JSON.parse(text)) as Body;
  return { status: response.status, headers: response.headers, body };
}

/** The body of `POST /payments` for a new order. */
export function authorization(order: Partial<NewOrder> = {}): object {
  const { orderId = `ord_${randomUUID()}`, customerId = 'customer-001' } = order;
  const { amountMinor = 12_345, currency = 'USD', cardToken = 'tok_visa' } = order;
  return { orderId, customerId, amount: { amountMinor, currency }, cardToken };
}

function post(url: string, body: unknown, headers: Record<string, string>): Promise<Response> {
  const type = body === undefined ? {} : { 'content-type': 'application/json' };
  const init = { method: 'POST', headers: { ...type, ...headers } };
  return fetch(url, body === undefined ? init : { ...init, body: JSON.stringify(body) });
}

export function createPaymentCaller(
  urls: { readonly url: string; readonly providerUrl: string },
  issuer: TestIssuer,
): PaymentCaller {
  const { url, providerUrl } = urls;
  const operator = { authorization: issuer.authorization('operator', ['operator']) };
  const saga = { 'x-forwarded-client-cert': sagaCertificate };
  const caller: PaymentCaller = {
    async command(path, body, { key = randomUUID(), headers = saga } = {}) {
      const keyed = key === '' ? headers : { 'idempotency-key': key, ...headers };
      return answerOf(await post(`${url}${path}`, body, keyed));
    },
    authorize: (order, options) => caller.command('/payments', authorization(order), options),
    get: async (address, headers = operator) => answerOf(await fetch(address, { headers })),
    payment: async (id) => (await caller.get<Payment>(`${url}/payments/${id}`)).body,
    async ledger(id) {
      return (await caller.get<{ entries: LedgerEntry[] }>(`${url}/payments/${id}/ledger`)).body.entries;
    },
    async book(id) {
      return (await caller.get<{ entries: BookEntry[] }>(`${providerUrl}/v1/book?reference=${id}`)).body
        .entries;
    },
    bookKinds: async (id) => (await caller.book(id)).map(({ kind }) => kind),
    async setFaults(faults) {
      const address = `${providerUrl}/v1/faults`;
      const response =
        faults === null
          ? await fetch(address, { method: 'DELETE', headers: operator })
          : await post(address, faults, operator);
      if (!response.ok) throw new Error(`faults were not set: ${response.status} ${await response.text()}`);
    },
  };
  return caller;
}

export async function startPaymentSystem(
  settings: Record<string, string> = {},
  through?: ThroughPool,
): Promise<PaymentSystem> {
  const dependencies = await preparePaymentDependencies();
  const running = await startPaymentServices(dependencies, settings, through);
  const { databases, issuer, tap, secrets } = dependencies;
  const { url, providerUrl } = running;
  return {
    ...createPaymentCaller(running, issuer),
    databases,
    issuer,
    tap,
    secrets,
    url,
    providerUrl,
    async stop() {
      await running.stop();
      await dependencies.clear();
    },
  };
}

/** Debits minus credits of each account over a payment's ledger. */
export function balancesOf(entries: readonly LedgerEntry[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const { account, debitMinor, creditMinor } of entries.flatMap(({ lines }) => lines)) {
    sums[account] = (sums[account] ?? 0) + debitMinor - creditMinor;
  }
  return sums;
}
