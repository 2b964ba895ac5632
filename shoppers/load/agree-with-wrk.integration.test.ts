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
const serviceMs = 100;
const connections = 16;
const seconds = 4;
const rounds = 5;
/** Twice what it takes on a busy machine. */
const withinMs = 240_000;
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

test.skipIf(isWrkMissing)(
  'agrees with wrk on throughput, rate and latency',
  async () => {
    const ratios = { throughput: [] as number[], latency: [] as number[], rate: [] as number[] };
    for (let round = 0; round < rounds; round += 1) {
      // Compared with the wrk beside it, since the speed of a shared machine varies from round to round.
      const wrk = await runWrk();
      const closed = await runClosedLoop();
      const open = await runOpenLoad(wrk.perSecond);
      ratios.throughput.push(closed.perSecond / wrk.perSecond);
      ratios.latency.push(closed.p50Ms / wrk.p50Ms);
      // Its latency is not compared: it contains how late this machine sent, which that of wrk leaves out.
      ratios.rate.push(open.perSecond / wrk.perSecond);
    }
    const differing = Object.entries(ratios)
      .map(([figure, each]) => [figure, median(each)] as const)
      .filter(([, ratio]) => !(Math.abs(ratio - 1) <= tolerance));
    expect(differing).toEqual([]);
  },
  withinMs,
);
