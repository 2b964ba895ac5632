import { startService } from '@petstore/chassis/lifecycle';
import { migrateService } from '@petstore/chassis/migration';
import { createPool, type PgConnectionOptions, type Pool } from '@petstore/chassis/postgres';
import { createTestDatabase, createTestEventLog, createTestIssuer } from '@petstore/chassis/testing';
import type { Order, OrderHistory, Role } from '@petstore/contracts/http';
import { vi } from 'vitest';
import { seedCatalogue } from '../catalogue/seed-catalogue.ts';
import { definePetstoreDomain } from '../service.ts';
import {
  type PaymentServiceSimulator,
  startPaymentServiceSimulator,
} from './start-payment-service-simulator.ts';

export interface Answer<Body> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
}

export interface Call {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Calls the shop with the token of one customer. */
export interface TestCustomer {
  send<Body>(method: string, path: string, call?: Call): Promise<Answer<Body>>;
  /** Places an order of one sku. */
  order(sku: string, quantity?: number): Promise<Order>;
  /** Waits until the order has the status. */
  waitFor(order: Order, status: Order['status']): Promise<Order>;
  history(order: Order): Promise<OrderHistory>;
}

export interface TestShop {
  readonly url: string;
  /** Connected as the service's own role. */
  readonly database: Pool;
  /** Connected as the role that owns the tables. */
  readonly owner: Pool;
  readonly events: Pool;
  readonly payments: PaymentServiceSimulator;
  customer(id: string, roles?: readonly Role[]): TestCustomer;
  stop(): Promise<void>;
}

export interface TestShopOptions {
  readonly environment?: Readonly<Record<string, string>>;
  /** False for a seeded database without a running service. */
  readonly isRunning?: boolean;
}

const delivery = { name: 'Ada Lovelace', line1: '12 St James Square', city: 'London', country: 'GB' };
/** Limits that no test reaches. */
export const placingRules = { reservationSeconds: 900, mostOpenOrders: 1_000, mostOpenItems: 100_000 };
export const anOrder = { payment: { cardToken: 'tok_visa' }, delivery };

/** Starts the whole service on a database of its own, with a simulated payment-service behind a real HTTP server. */
export async function startTestShop(options: TestShopOptions = {}): Promise<TestShop> {
  const { environment = {}, isRunning = true } = options;
  const own = await createTestDatabase({ name: 'petstore_domain' });
  const log = await createTestEventLog();
  const issuer = await createTestIssuer();
  const payments = await startPaymentServiceSimulator();
  await migrateService({
    name: 'petstore-domain',
    environment: { ...variables(own.owner), SERVICE_ROLE: own.service.user, LOG_LEVEL: 'warn' },
    migrationsDirectory: new URL('../migrations/', import.meta.url),
    messaging: true,
    idempotency: true,
    seed: seedCatalogue,
  });
  const definition = definePetstoreDomain({
    ...variables(own.service),
    ...variables(log.service, 'EVENTS_'),
    HOST: '127.0.0.1',
    PORT: '0',
    LOG_LEVEL: 'silent',
    PAYMENT_SERVICE_URL: payments.url,
    ML_PET_ADVISOR_URL: 'http://127.0.0.1:1',
    JWKS_URL: issuer.url,
    JWT_ISSUER: issuer.issuer,
    JWT_AUDIENCE: issuer.audience,
    FULFILMENT_STEP_MS: '10',
    // On a busy machine the defaults of these two would refuse concurrent requests of a test.
    PROTECTIONS_OFF: 'load-shedding',
    DATABASE_WAIT_MS: '10000',
    ...environment,
  });
  const service = isRunning ? await startService({ ...definition, handlesSignals: false }) : null;
  const url = service?.url ?? '';
  const pools = [poolOf(own.service), poolOf(own.owner), poolOf(log.owner)] as const;
  return {
    url,
    database: pools[0],
    owner: pools[1],
    events: pools[2],
    payments,
    customer: (id, roles) => customerOf(url, issuer.authorization(id, roles)),
    async stop() {
      await service?.stop();
      for (const pool of pools) await pool.close();
      await payments.stop();
      await issuer.stop();
      await own.drop();
      await log.drop();
    },
  };
}

function variables({ host, port, database, user, password }: PgConnectionOptions, prefix = '') {
  return {
    [`${prefix}PGHOST`]: host,
    [`${prefix}PGPORT`]: String(port),
    [`${prefix}PGDATABASE`]: database,
    [`${prefix}PGUSER`]: user,
    [`${prefix}PGPASSWORD`]: password,
  };
}

function poolOf(connection: PgConnectionOptions): Pool {
  return createPool({ connection, applicationName: 'test', onError: () => undefined });
}

function customerOf(url: string, authorization: string): TestCustomer {
  async function send<Body>(method: string, path: string, { body, headers = {} }: Call = {}) {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: {
        authorization,
        ...headers,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: (text === '' ? null : JSON.parse(text)) as Body,
    };
  }
  return {
    send,
    async order(sku, quantity = 1) {
      const put = await send('PUT', `/cart/items/${sku}`, { body: { quantity } });
      if (put.status !== 200) throw new Error(`the cart was refused: ${JSON.stringify(put.body)}`);
      const headers = { 'idempotency-key': crypto.randomUUID() };
      const placed = await send<Order>('POST', '/orders', { body: anOrder, headers });
      if (placed.status !== 202) throw new Error(`the order was refused: ${JSON.stringify(placed.body)}`);
      return placed.body;
    },
    waitFor: ({ id }, status) =>
      vi.waitFor(
        async () => {
          const { body } = await send<Order>('GET', `/orders/${id}`);
          if (body.status !== status) throw new Error(`order ${id} is ${body.status}, not ${status}`);
          return body;
        },
        { timeout: 20_000, interval: 10 },
      ),
    history: async ({ id }) => (await send<OrderHistory>('GET', `/orders/${id}/events`)).body,
  };
}
