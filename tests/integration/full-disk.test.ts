import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { petstoreProgram } from './testing/petstore-command.ts';
import { RealSystem } from './testing/real-system.ts';
import { type AcceptedOrder, ShopClient } from './testing/shop-client.ts';

const patience = { timeout: 90_000, interval: 50 };
/** Less than one WAL segment of PostgreSQL. */
const fewBytes = 8_000_000;

let system: RealSystem;
let shop: ShopClient;

beforeAll(async () => {
  system = await RealSystem.prepare();
  shop = new ShopClient(system.gatewayUrl);
});

afterAll(() => system.dispose());

function childrenOf(pid: number): readonly number[] {
  const list = `/proc/${pid}/task/${pid}/children`;
  return existsSync(list) ? readFileSync(list, 'utf8').trim().split(' ').filter(Boolean).map(Number) : [];
}

/** Makes every write beyond this file size fail in these processes and their children, as on a full disk. */
async function leaveRoom(pids: readonly number[], bytes: number | 'unlimited'): Promise<void> {
  for (const pid of pids) {
    const owner = statSync(`/proc/${pid}`, { throwIfNoEntry: false });
    if (owner === undefined) continue;
    const args = ['--pid', String(pid), `--fsize=${bytes}:`];
    // Some platforms do not let even root change the limits of other processes.
    const asOwner = process.getuid?.() === 0 ? { uid: owner.uid, gid: owner.gid } : {};
    await promisify(execFile)('prlimit', args, { ...asOwner, cwd: '/' }).catch((error) => {
      if (existsSync(`/proc/${pid}`)) throw error;
    });
  }
}

test.skipIf(process.platform !== 'linux')(
  'a start without disk space for the database says so, and leaves nothing',
  async () => {
    const up = [petstoreProgram, 'up', '--data', system.data, '--port-offset', String(system.offset)];
    const child = spawn('prlimit', [`--fsize=${fewBytes}:`, process.execPath, ...up], { cwd: tmpdir() });
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    const [exitCode] = await once(child, 'close');
    expect(said).toMatch(/PostgreSQL's data could not be created in .*File too large/s);
    expect(exitCode).toBe(3);
    await system.expectNothingLeft([]);
  },
  120_000,
);

test.skipIf(process.platform !== 'linux')(
  'a database on a full disk acknowledges only what it stores, and recovers once there is space',
  async () => {
    await system.up('--replicas', '1');
    const accepted: AcceptedOrder[] = [await shop.order('customer-041')];
    const { pid: engine, postgres } = await system.status();
    const server = postgres?.pid ?? 0;
    // The engine is limited too: a database that it restarts must have no more space than the one before.
    await leaveRoom([engine, server, ...childrenOf(server)], 0);
    await vi.waitFor(async () => {
      const order = await shop.order('customer-042').catch(String);
      if (typeof order !== 'string') accepted.push(order);
      expect(order).toMatch(/ answered 50[034]: /);
    }, patience);
    await leaveRoom([engine], 'unlimited');
    await vi.waitFor(async () => accepted.push(await shop.order('customer-042')), patience);
    expect((await system.status()).pid).toBe(engine);
    for (const order of accepted) await shop.expectDelivered(order);
  },
  240_000,
);
