import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { isAlive } from './testing/petstore-command.ts';
import { RealSystem } from './testing/real-system.ts';
import { type AcceptedOrder, ShopClient } from './testing/shop-client.ts';

const patience = { timeout: 60_000, interval: 50 };

let system: RealSystem;
let shop: ShopClient;

beforeAll(async () => {
  system = await RealSystem.prepare();
  shop = new ShopClient(system.gatewayUrl);
});

afterAll(() => system.dispose());

function orders(count: number): Promise<AcceptedOrder[]> {
  const customers = Array.from(
    { length: count },
    (_, index) => `customer-${String(index + 3).padStart(3, '0')}`,
  );
  return Promise.all(customers.map((customer) => shop.order(customer)));
}

describe('when every process is killed in the middle of journeys', () => {
  test('accepted orders are delivered after the next start, without a retry by the client', async () => {
    await system.up('--replicas', '1');
    const accepted = await orders(4);
    await system.killEverything();
    await system.up('--replicas', '1');
    for (const order of accepted) await shop.expectDelivered(order);
  }, 240_000);
});

describe('when the engine alone is killed', () => {
  test('the next start ends what was left, keeps its database running, and every order finishes', async () => {
    const { pid, postgres, mesh } = await system.status();
    const left = await system.pids();
    const accepted = await orders(3);
    // A stopped process cannot notice that its engine has ended.
    process.kill(mesh.pid, 'SIGSTOP');
    process.kill(pid, 'SIGKILL');
    await vi.waitFor(() => expect(isAlive(pid)).toBe(false), patience);
    await system.up('--replicas', '1');
    expect((await system.status()).postgres?.pid).toBe(postgres?.pid);
    expect(left.filter(isAlive)).toEqual([postgres?.pid]);
    // Without the mesh, pods cannot reach each other for a while.
    for (const order of accepted) await shop.expectDecided(order);
  }, 240_000);
});

describe('when the database dies under load', () => {
  test('it is restarted, services recover by themselves, and no accepted order is lost', async () => {
    const accepted: AcceptedOrder[] = [];
    let isOver = false;
    const load = ['customer-011', 'customer-012'].map(async (customer) => {
      while (!isOver) {
        // Refused orders were not accepted; the shopper tries again.
        const order = await shop.order(customer).catch(() => null);
        if (order !== null) accepted.push(order);
      }
    });
    await vi.waitFor(() => expect(accepted.length).toBeGreaterThan(2), patience);
    const before = (await system.status()).postgres?.pid ?? 0;
    process.kill(before, 'SIGKILL');
    const atDeath = accepted.length;
    await vi.waitFor(() => expect(accepted.length).toBeGreaterThan(atDeath + 2), patience);
    isOver = true;
    await Promise.all(load);
    expect((await system.status()).postgres?.pid).not.toBe(before);
    for (const order of accepted) await shop.expectDelivered(order);
  }, 240_000);
});

/** `petstore up` in the foreground, and its output so far. */
function startInForeground(): { engine: ChildProcessByStdio<null, Readable, Readable>; said: () => string } {
  const program = join(import.meta.dirname, '../../cli/bin/petstore.mjs');
  const args = [
    'up',
    '--replicas',
    '1',
    '--fixed-replicas',
    '--port-offset',
    String(system.offset),
    '--data',
    system.data,
  ];
  const engine = spawn(process.execPath, [program, ...args], {
    cwd: tmpdir(),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [engine.stdout, engine.stderr])
    stream.on('data', (chunk) => {
      said += String(chunk);
    });
  return { engine, said: () => said };
}

describe.each(['SIGINT', 'SIGHUP', 'SIGTERM'] as const)(
  'a system in the foreground that gets %s',
  (signal) => {
    test('ends within three seconds even when its terminal is closed, and leaves nothing', async () => {
      await system.down();
      const { engine, said } = startInForeground();
      await vi.waitFor(() => expect(said()).toContain('Ctrl-C stops everything'), patience);
      const pids = await system.pids();
      // Closes the pipes, so that further output cannot be written.
      engine.stdout.destroy();
      engine.stderr.destroy();
      const startedAt = performance.now();
      engine.kill(signal);
      await once(engine, 'exit');
      expect(performance.now() - startedAt).toBeLessThan(3_000);
      await system.expectNothingLeft(pids);
    }, 120_000);
  },
);

describe('a start that is interrupted', () => {
  test('ends within three seconds and leaves nothing, and the next start succeeds', async () => {
    await system.wipe();
    const { engine, said } = startInForeground();
    await vi.waitFor(() => expect(said()).toContain('creating PostgreSQL data'), patience);
    const startedAt = performance.now();
    engine.kill('SIGINT');
    await once(engine, 'exit');
    expect(performance.now() - startedAt).toBeLessThan(3_000);
    expect(engine.exitCode).toBe(0);
    expect(said()).toContain('Stopped before everything was ready');
    await system.expectNothingLeft([engine.pid ?? 0]);
    await system.up('--replicas', '1');
    await shop.browse();
  }, 120_000);
});
