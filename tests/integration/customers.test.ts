import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BookEntry, LedgerEntry, Order, Page, Payment, Pet, Session } from '@petstore/contracts/http';
import type { EngineStatus } from '@petstore/engine/api/control';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { DemoDocument } from './testing/demo-document-schema.ts';
import {
  type CommandResult,
  freePortOffset,
  isAlive,
  isPortFree,
  runPetstore,
} from './testing/petstore-command.ts';

const patience = { timeout: 60_000, interval: 50 };
const racers = 20;
const ports = { gateway: 8080, payments: 8002, provider: 8003, control: 9000 } as const;
type Peer = keyof typeof ports;

let directory = '';
let data = '';
let offset = 0;
let operator = '';

function petstore(...args: readonly string[]): Promise<CommandResult> {
  return runPetstore(...args, '--port-offset', String(offset), '--data', data);
}

interface Asked {
  readonly token?: string;
  readonly key?: string;
  readonly body?: unknown;
}

async function ask<Body>(peer: Peer, path: string, { token = operator, key, body }: Asked = {}) {
  const response = await fetch(`http://127.0.0.1:${ports[peer] + offset}${path}`, {
    headers: {
      ...(token === '' ? {} : { authorization: `Bearer ${token}` }),
      ...(key === undefined ? {} : { 'idempotency-key': key }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
  });
  const type = response.headers.get('content-type')?.split(';')[0];
  return { status: response.status, type, body: (await response.json()) as Body };
}

async function signIn(customerId: string): Promise<string> {
  const { status, body } = await ask<Session>('gateway', '/v1/sessions', { token: '', body: { customerId } });
  expect(status).toBe(201);
  return body.token;
}

async function systemStatus(): Promise<EngineStatus> {
  return (await ask<EngineStatus>('control', '/status', { token: '' })).body;
}

async function podPids(deployment: string): Promise<number[]> {
  const found = (await systemStatus()).deployments.find(({ name }) => name === deployment);
  return found?.pods.flatMap(({ pid, ready }) => (ready && pid !== null ? [pid] : [])) ?? [];
}

/** Number of log lines of a Deployment; each request is logged. */
async function linesOf(deployment: string): Promise<number> {
  const path = `/logs?deployment=${deployment}`;
  return (await ask<{ entries: unknown[] }>('control', path, { token: '' })).body.entries.length;
}

/** The money of one order in payments, in the ledger, and in the provider's own book. */
async function moneyOf(order: Pick<Order, 'id'>) {
  const { items } = (await ask<{ items: Payment[] }>('payments', `/payments?orderId=${order.id}`)).body;
  const ledgers = await Promise.all(
    items.map(({ id }) => ask<{ entries: LedgerEntry[] }>('payments', `/payments/${id}/ledger`)),
  );
  const books = await Promise.all(
    items.map(({ id }) => ask<{ entries: BookEntry[] }>('provider', `/v1/book?reference=${id}`)),
  );
  const lines = ledgers.flatMap(({ body }) => body.entries).flatMap((entry) => entry.lines);
  const entries = books.flatMap(({ body }) => body.entries);
  const booked = (kind: BookEntry['kind']) =>
    sum(entries.filter((entry) => entry.kind === kind).map(({ amount }) => amount.amountMinor));
  return {
    captured: sum(items.map(({ capturedMinor, refundedMinor }) => capturedMinor - refundedMinor)),
    ledgerBalance: sum(lines.map(({ debitMinor, creditMinor }) => debitMinor - creditMinor)),
    booked: booked('capture') - booked('refund'),
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'customers-'));
  data = join(directory, 'data');
  offset = await freePortOffset();
  const { exitCode, stderr } = await petstore('up', '--detach', '--fixed-replicas');
  expect({ exitCode, stderr: exitCode === 0 ? '' : stderr }).toEqual({ exitCode: 0, stderr: '' });
  operator = await signIn('operator');
}, 180_000);

afterAll(async () => {
  await petstore('down', '--wipe');
  await rm(directory, { recursive: true, force: true });
});

describe('twenty customers at the same time', () => {
  test.each(['petstore-domain', 'payment-service', 'gateway', 'ml-pet-advisor', 'analytics'])(
    'are all served although a replica of %s is killed',
    async (deployment) => {
      const [victim] = await podPids(deployment);
      if (victim === undefined) throw new Error(`${deployment} has no pod`);
      const before = await linesOf(deployment);
      let isOver = false;
      const output = join(directory, deployment);
      const flags = ['--scenario', 'complete_journey', '--customers', '20', '--with-ml', '--json'];
      const demo = petstore('demo', ...flags, '--output', output).finally(() => {
        isOver = true;
      });
      await vi.waitFor(async () => expect(await linesOf(deployment)).toBeGreaterThan(before + 20), patience);
      process.kill(victim, 'SIGKILL');
      expect(isOver).toBe(false);

      const { exitCode, stdout, stderr } = await demo;
      const document: DemoDocument = JSON.parse(stdout);
      expect(document.checks.filter(({ ok }) => !ok)).toEqual([]);
      expect({ exitCode, failed: exitCode === 0 ? '' : stderr }).toEqual({ exitCode: 0, failed: '' });
      expect(document.journeys).toHaveLength(20);
      const ends = document.journeys.map(({ outcome }) => outcome);
      expect(ends.filter((end) => end !== 'delivered' && end !== 'refused')).toEqual([]);
      expect(ends.filter((end) => end === 'delivered').length).toBeGreaterThanOrEqual(10);
      expect(await readFile(join(output, 'journey_data.csv'), 'utf8')).toContain('customer-020');

      await vi.waitFor(async () => {
        const pids = await podPids(deployment);
        expect(pids).toHaveLength(2);
        expect(pids).not.toContain(victim);
      }, patience);
    },
  );
});

describe('twenty customers who want the same pet', () => {
  test('get it once: one order is accepted and delivered, every other is refused with a reason, and the money is right', async () => {
    const page = (await ask<Page<Pet>>('gateway', '/v1/pets?available=true&category=bird&limit=1')).body;
    const pet = page.items[0];
    const ids = Array.from(
      { length: racers },
      (_, index) => `customer-${String(index + 21).padStart(3, '0')}`,
    );
    const tokens = await Promise.all(ids.map(signIn));
    const body = {
      payment: { cardToken: 'tok_visa' },
      delivery: { name: 'Ada', city: 'London' },
      items: [{ sku: pet?.id }],
    };
    const answers = await Promise.all(
      tokens.map(async (token) => {
        const placed = await ask<Order & { code?: string; detail?: string }>('gateway', '/v1/orders', {
          token,
          body,
          key: randomUUID(),
        });
        return { ...placed, token };
      }),
    );
    const accepted = answers.filter(({ status }) => status === 202);
    const refused = answers.filter(({ status }) => status !== 202);
    expect(accepted).toHaveLength(1);
    for (const { status, type, body: problem } of refused) {
      expect([status, type]).toEqual([409, 'application/problem+json']);
      const detail = expect.stringContaining(pet?.name ?? '');
      expect(problem).toMatchObject({ code: 'item-unavailable', detail });
    }
    const [winner] = accepted;
    const order = await vi.waitFor(async () => {
      const read = await ask<Order>('gateway', `/v1/orders/${winner?.body.id}`, {
        token: winner?.token ?? '',
      });
      expect(read.body.status).toBe('delivered');
      return read.body;
    }, patience);
    const lists = await Promise.all(
      refused.map(({ token }) => ask<Page<Order>>('gateway', '/v1/orders?limit=100', { token })),
    );
    const wanted = lists
      .flatMap(({ body: { items } }) => items)
      .filter(({ items }) => items[0]?.sku === pet?.id);
    expect(wanted).toEqual([]);
    const due = pet?.price.amountMinor;
    await vi.waitFor(async () => {
      expect(await moneyOf(order)).toEqual({ captured: due, ledgerBalance: 0, booked: due });
    }, patience);
    const sold = (await ask<Pet>('gateway', `/v1/pets/${pet?.id}`)).body;
    expect(sold).toMatchObject({ status: 'sold', available: false });
  });
});

test('leaves nothing behind', async () => {
  const { pid, mesh, postgres, deployments } = await systemStatus();
  const pods = deployments.flatMap((deployment) => deployment.pods.map((pod) => pod.pid));
  expect((await petstore('down', '--wipe')).exitCode).toBe(0);
  const pids = [pid, mesh.pid, postgres?.pid ?? null, ...pods].filter((each) => each !== null);
  expect(pids.filter(isAlive)).toEqual([]);
  for (const port of Object.values(ports)) expect(await isPortFree(port + offset)).toBe(true);
  expect(existsSync(data)).toBe(false);
});
