import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test, vi } from 'vitest';
import type { ArrivalRate } from '../arrivals/arrival-rate.ts';
import { createConnectionPool } from '../http/connection-pool.ts';
import { createLatencyRecorder, type LatencyRecorder } from '../latency/latency-recorder.ts';
import { workerFromSources as program } from '../testing/worker-program.ts';
import type { FromWorker, LoadPlan } from './load-plan.ts';
import { runLoad } from './run-load.ts';

const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

async function serve(answer: RequestListener): Promise<string> {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  ends.push(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function planOf(origin: string, { rate, seconds }: { rate: ArrivalRate; seconds: number }): LoadPlan {
  return {
    arrivals: { rate, seconds, spacing: 'poisson', seed: 11 },
    workload: { kind: 'request', origin, method: 'GET', path: '/', headers: {} },
  };
}

/** What a pool opens at most. */
const connections = 256;
const stallMs = 200;
const periodMs = 1_000;

/** Answers at once, but for the first 200 ms of each second nobody is answered. */
function stalling(): RequestListener {
  const startedAtMs = performance.now();
  return (_request, response) => {
    const intoPeriodMs = (performance.now() - startedAtMs) % periodMs;
    setTimeout(() => response.end('ok'), Math.max(0, stallMs - intoPeriodMs));
  };
}

/**
 * What arrivals that do not know of the stalls see: a fifth of them waits, evenly spread up to the whole stall. So half
 * wait for nothing, a tenth for more than half of the stall, and one in a hundred for almost all of it.
 */
function showsTheStalls(latency: LatencyRecorder): boolean {
  return (
    latency.percentile(50) < stallMs / 4 &&
    latency.percentile(90) > stallMs * 0.3 &&
    latency.percentile(90) < stallMs * 0.8 &&
    latency.percentile(99) > stallMs * 0.85
  );
}

test('shows stalls as arrivals that do not wait for each other meet them', async () => {
  const origin = await serve(stalling());
  const rate = { shape: 'steady', perSecond: 150 } as const;
  const { latency, failedRequests } = await runLoad({ plan: planOf(origin, { rate, seconds: 10 }), program });
  expect(failedRequests).toBe(0);
  expect(latency.percentile(90)).toBeGreaterThan(0);
  expect(showsTheStalls(latency)).toBe(true);
});

test('would not show the stalls if each request waited for the answer before', async () => {
  const origin = await serve(stalling());
  const latency = createLatencyRecorder();
  const untilMs = performance.now() + 4_000;
  const pool = createConnectionPool({ origin });
  ends.push(() => pool.close());
  while (performance.now() < untilMs) {
    const sentAtMs = performance.now();
    await pool.send({ method: 'GET', path: '/', headers: {} });
    latency.record(performance.now() - sentAtMs);
  }
  expect(showsTheStalls(latency)).toBe(false);
});

test('splits one plan over processes, and adds up what they measured', async () => {
  let served = 0;
  const origin = await serve((_request, response) => {
    served += 1;
    response.writeHead(served % 4 === 0 ? 503 : 200).end('ok');
  });
  const plan = planOf(origin, { rate: { shape: 'steady', perSecond: 100 }, seconds: 3 });
  const seen: number[] = [];
  const report = await runLoad({
    plan: { ...plan, arrivals: { ...plan.arrivals, spacing: 'even' } },
    program,
    workers: 2,
    onProgress: ({ secondsLeft, latency }) => seen.push(secondsLeft, latency?.count ?? 0),
  });
  expect({ served, ...report }).toMatchObject({
    served: 300,
    requests: 300,
    failedRequests: 75,
    isComplete: true,
  });
  expect(report.errorShare).toBe(0.25);
  expect([...report.failures.values()]).toEqual([75]);
  expect(report.latency.count).toBe(300);
  expect(report.lag.count).toBe(300);
  expect(report.generator.cpuShares).toHaveLength(2);
  expect(seen.length).toBeGreaterThan(0);
});

test('says that it was the limit when it has no connection left', async () => {
  const held: ServerResponse[] = [];
  let isHolding = true;
  const release = () => {
    isHolding = false;
    for (const response of held) response.end('late');
  };
  const origin = await serve((_request, response) => {
    if (!isHolding) response.end('ok');
    else if (held.push(response) === connections) setTimeout(release, 1_000);
  });
  const plan = planOf(origin, { rate: { shape: 'steady', perSecond: 300 }, seconds: 1.5 });
  const { generatorLimited, failures } = await runLoad({ plan, program });
  expect([...failures]).toEqual([]);
  expect(generatorLimited?.reason).toBe('sockets');
});

test('reports what it has when it is aborted', async () => {
  const origin = await serve((_request, response) => response.end('ok'));
  const abort = new AbortController();
  const plan = planOf(origin, { rate: { shape: 'steady', perSecond: 50 }, seconds: 600 });
  const { isComplete, requests, failedRequests } = await runLoad({
    plan,
    program,
    signal: abort.signal,
    onProgress: ({ requests }) => requests > 20 && abort.abort(),
  });
  expect({ isComplete, failedRequests }).toEqual({ isComplete: false, failedRequests: 0 });
  expect(requests).toBeGreaterThan(20);
});

test('ends a process of the load when its parent is gone', async () => {
  const origin = await serve((_request, response) => response.end('ok'));
  const child = fork(program.module, [...program.args], { execArgv: [] });
  ends.push(() => child.kill('SIGKILL'));
  const exited = once(child, 'exit');
  await once(child, 'message');
  const plan = planOf(origin, { rate: { shape: 'steady', perSecond: 20 }, seconds: 600 });
  child.send({ type: 'start', order: { plan, part: 0, parts: 1 }, startAtEpochMs: Date.now() });
  const progress = vi.fn<(message: FromWorker) => void>();
  child.on('message', progress);
  await vi.waitFor(() => expect(progress).toHaveBeenCalled(), { timeout: 30_000 });
  child.disconnect();
  expect(await exited).toEqual([1, null]);
});
