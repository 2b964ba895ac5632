import { connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { ResponseReader } from '../http/response-reader.ts';
import { createLatencyRecorder, type LatencyRecorder } from '../latency/latency-recorder.ts';
import type { Load, LoadResult } from './closed-load.ts';

// The parent process has ended, so the result is not needed.
process.stdin.on('close', () => process.exit(1)).resume();

const result = await generateLoad(JSON.parse(process.argv[3] ?? ''));
process.stdout.write(JSON.stringify(result), () => process.exit(0));

/** Counters that all connections of one load share. */
interface Tally {
  readonly latencies: LatencyRecorder;
  requests: number;
  failures: number;
}

/** Generates the load over plain sockets, which leaves more CPU for the measured proxy than an HTTP client would. */
async function generateLoad(load: Load): Promise<LoadResult> {
  const { port, connections, seconds, spacingMs = 0 } = load;
  const request = composeRequest(load);
  const tally: Tally = { latencies: createLatencyRecorder(), requests: 0, failures: 0 };
  const startedAt = performance.now();
  const open = Array.from({ length: connections }, () => openConnection({ port, request, spacingMs }, tally));
  await delay(seconds * 1_000);
  for (const socket of open) socket.destroy();
  const { requests, failures } = tally;
  const lasted = (performance.now() - startedAt) / 1_000;
  if (requests === 0)
    return { requests, seconds: lasted, failures: Math.max(1, failures), p50Ms: 0, p99Ms: 0 };
  const { p50Ms, p99Ms } = tally.latencies.summarize();
  return { requests, seconds: lasted, failures, p50Ms, p99Ms };
}

function composeRequest({ port, headers, path = '/' }: Load): Buffer {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return Buffer.from([`GET ${path} HTTP/1.1`, `host: 127.0.0.1:${port}`, ...lines, '', ''].join('\r\n'));
}

interface Sending {
  readonly port: number;
  readonly request: Buffer;
  readonly spacingMs: number;
}

function openConnection({ port, request, spacingMs }: Sending, tally: Tally): Socket {
  let sentAt = 0;
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  const send = () => {
    sentAt = performance.now();
    socket.write(request);
  };
  const reader = new ResponseReader(({ status }) => {
    tally.latencies.record(performance.now() - sentAt);
    tally.requests += 1;
    if (status !== 200) tally.failures += 1;
    const pauseMs = sentAt + spacingMs - performance.now();
    if (pauseMs > 0) setTimeout(send, pauseMs);
    else send();
  });
  socket.on('connect', send);
  socket.on('data', (chunk) => reader.read(chunk));
  socket.on('error', () => {
    tally.failures += 1;
  });
  socket.on('end', () => {
    tally.failures += 1;
  });
  return socket;
}
