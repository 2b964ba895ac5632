import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { workerFromSources as program } from '../testing/worker-program.ts';
import { runLoad } from './run-load.ts';

const run = promisify(execFile);
const root = join(import.meta.dirname, '../..');

const isWrkMissing = !(process.env['PATH'] ?? '')
  .split(delimiter)
  .some((folder) => existsSync(join(folder, 'wrk')));

/**
 * Each answer takes this long, whoever asks: by Little's law the throughput of a closed loop is the number of its
 * connections by the latency, so that a generator that counts or times wrongly differs from wrk, and one that is only
 * slower to send does not.
 */
const serviceMs = 50;
const connections = 16;
const seconds = 3;
const rounds = 3;
/** Share by which figures may differ. */
const tolerance = 0.05;

let server: Server;
let port: number;

beforeAll(async () => {
  server = createServer((_request, response) => {
    setTimeout(() => response.end('{"static":true}'), serviceMs);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  port = (server.address() as AddressInfo).port;
});

afterAll(() => {
  server.close();
  server.closeAllConnections();
});

interface Figures {
  readonly perSecond: number;
  readonly p50Ms: number;
}

async function runWrk(): Promise<Figures> {
  const load = ['-t', '1', '-c', String(connections), '-d', `${seconds}s`, '--latency'];
  const { stdout } = await run('wrk', [...load, `http://127.0.0.1:${port}/`]);
  const p50 = /^\s+50%\s+([\d.]+)(us|ms|s)$/m.exec(stdout);
  const unitMs = { us: 1e-3, ms: 1, s: 1_000 }[p50?.[2] ?? ''] ?? Number.NaN;
  return {
    perSecond: Number(/^Requests\/sec:\s+([\d.]+)$/m.exec(stdout)?.[1]),
    p50Ms: Number(p50?.[1]) * unitMs,
  };
}

async function runClosedLoop(): Promise<Figures> {
  const load = JSON.stringify({ port, connections, seconds, headers: {} });
  const args = ['scripts/run-typescript.mjs', 'shoppers/load/generate-load-main.ts', load];
  const { stdout } = await run(process.execPath, args, { cwd: root });
  const { requests, seconds: lasted, p50Ms, failures } = JSON.parse(stdout);
  expect(failures).toBe(0);
  return { perSecond: requests / lasted, p50Ms };
}

async function runOpenLoad(perSecond: number): Promise<Figures> {
  const { requestsPerSecond, latency, failedRequests } = await runLoad({
    program,
    plan: {
      arrivals: { rate: { shape: 'steady', perSecond }, seconds, spacing: 'even', seed: 1 },
      workload: {
        kind: 'request',
        origin: `http://127.0.0.1:${port}`,
        method: 'GET',
        path: '/',
        headers: {},
      },
    },
  });
  expect(failedRequests).toBe(0);
  return { perSecond: requestsPerSecond, p50Ms: latency.percentile(50) };
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN;
}

test.skipIf(isWrkMissing)('agrees with wrk on throughput, rate and latency', async () => {
  const byTool = { wrk: [] as Figures[], closed: [] as Figures[], open: [] as Figures[] };
  for (let round = 0; round < rounds; round += 1) {
    const wrk = await runWrk();
    byTool.wrk.push(wrk);
    byTool.closed.push(await runClosedLoop());
    byTool.open.push(await runOpenLoad(wrk.perSecond));
  }
  const ratioOf = (tool: 'closed' | 'open', figure: keyof Figures) =>
    median(byTool[tool].map((each) => each[figure])) / median(byTool.wrk.map((each) => each[figure]));
  // The latency of the open load is not compared: it contains how late this machine sent, which that of wrk leaves out.
  const ratios = {
    'throughput of a closed loop': ratioOf('closed', 'perSecond'),
    'median latency of a closed loop': ratioOf('closed', 'p50Ms'),
    'rate of an open load': ratioOf('open', 'perSecond'),
  };
  const differing = Object.entries(ratios).filter(([, ratio]) => !(Math.abs(ratio - 1) <= tolerance));
  expect(differing).toEqual([]);
});
