import { pickOne, seededRandom } from '@petstore/chassis/random';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { isAlive } from './testing/petstore-command.ts';
import { RealSystem } from './testing/real-system.ts';
import { type AcceptedOrder, ShopClient } from './testing/shop-client.ts';

/** Continuous integration runs all rounds; `PETSTORE_SEED` repeats the seed of a failed run. */
const cycles = Number(process.env['PETSTORE_CYCLES'] ?? (process.env['CI'] === 'true' ? 20 : 3));
const seed = Number(process.env['PETSTORE_SEED'] ?? 1);
const cycleTimeoutMs = 240_000;
const patience = { timeout: 60_000, interval: 50 };
/** Tolerance for memory: processes with the same work differ by what their garbage collectors have left. */
const memoryTolerance = 1.25;

let system: RealSystem;
let shop: ShopClient;

beforeAll(async () => {
  system = await RealSystem.prepare();
  shop = new ShopClient(system.gatewayUrl);
});

afterAll(() => system.dispose());

async function killAndAwaitRecovery(pid: number | null | undefined): Promise<void> {
  process.kill(pid ?? 0, 'SIGKILL');
  await vi.waitFor(async () => {
    const { deployments } = await system.status();
    expect(deployments.filter(({ wanted, available }) => wanted !== available)).toEqual([]);
    expect(await system.pids()).not.toContain(pid);
    await shop.browse();
  }, patience);
}

async function endEngine(signal: NodeJS.Signals): Promise<void> {
  const { pid } = await system.status();
  process.kill(pid, signal);
  await vi.waitFor(() => expect(isAlive(pid)).toBe(false), patience);
}

interface Ending {
  readonly name: string;
  /** Whether no process may be left afterwards. */
  readonly isClean: boolean;
  run(random: () => number): Promise<void>;
}

const endings: readonly Ending[] = [
  { name: 'down', isClean: true, run: () => system.down() },
  { name: 'the terminal goes away', isClean: true, run: () => endEngine('SIGHUP') },
  { name: 'the engine is killed', isClean: false, run: () => endEngine('SIGKILL') },
  { name: 'everything is killed', isClean: false, run: () => system.killEverything() },
  {
    name: 'the database is killed, then down',
    isClean: true,
    async run() {
      await killAndAwaitRecovery((await system.status()).postgres?.pid);
      await system.down();
    },
  },
  {
    name: 'the mesh is killed, then down',
    isClean: true,
    async run() {
      await killAndAwaitRecovery((await system.status()).mesh.pid);
      await system.down();
    },
  },
  {
    name: 'a pod is killed, then down',
    isClean: true,
    async run(random) {
      const pods = (await system.status()).deployments.flatMap((deployment) => deployment.pods);
      await killAndAwaitRecovery(pickOne(pods, random).pid);
      await system.down();
    },
  },
];

test(
  `${cycles} starts and ends, with kills between, leave no process and no port, lose no order and use no more memory`,
  async () => {
    const random = seededRandom(seed);
    const accepted: AcceptedOrder[] = [];
    const memory: number[] = [];
    const history: string[] = [];
    let left: readonly number[] = [];
    for (let cycle = 0; cycle < cycles; cycle += 1) {
      await system.up('--replicas', '1');
      const pids = await system.pids();
      expect(
        left.filter((pid) => isAlive(pid) && !pids.includes(pid)),
        history.join('\n'),
      ).toEqual([]);
      for (const order of accepted.slice(-3)) await shop.expectDecided(order);
      memory.push(await system.memory());
      const customers = ['customer-031', 'customer-032', 'customer-033'];
      accepted.push(...(await Promise.all(customers.map((customer) => shop.order(customer)))));
      const ending = pickOne(endings, random);
      history.push(`cycle ${cycle}: ${ending.name}`);
      left = await system.pids();
      await ending.run(random);
      if (ending.isClean) await system.expectNothingLeft(left);
    }
    await system.up('--replicas', '1');
    for (const order of accepted) await shop.expectDecided(order);
    left = await system.pids();
    await system.down();
    await system.expectNothingLeft(left);
    const [first = 0, ...later] = memory;
    expect(Math.min(...later.slice(-2)), `${memory.join(' ')}\n${history.join('\n')}`).toBeLessThan(
      first * memoryTolerance,
    );
  },
  (cycles + 1) * cycleTimeoutMs,
);
