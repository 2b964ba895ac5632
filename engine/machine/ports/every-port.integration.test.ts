import { createServer } from 'node:http';
import { createHttpServer } from '@petstore/chassis/http';
import { createLogger } from '@petstore/chassis/logging';
import { createMetrics } from '@petstore/chassis/metrics';
import {
  abandonedRequests,
  ambiguousRequests,
  exchangeBytes,
  oddPaths,
  resetAfter,
  unendingRequests,
} from '@petstore/chassis/testing';
import { systemClock } from '@petstore/chassis/time';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EngineStatus } from '../../api/control/engine-status.ts';
import { type ControlledEngine, startControlApi } from '../../api/control/index.ts';
import { startMetricsApi } from '../../telemetry/api/start-metrics-api.ts';
import { createTraceStore } from '../../telemetry/traces/create-trace-store.ts';
import { startOtlpReceiver } from '../../telemetry/traces/start-otlp-receiver.ts';
import { endpointAt, listenAnywhere, portOf, startTestMesh } from '../../testing/running-mesh.ts';

type Port =
  | 'service'
  | 'control API'
  | 'Prometheus API'
  | 'OTLP'
  | 'pod listener'
  | 'host listener'
  | 'admin';
const names: readonly Port[] = [
  'service',
  'control API',
  'Prometheus API',
  'OTLP',
  'pod listener',
  'host listener',
  'admin',
];
const ports = new Map<Port, number>();
const closes: (() => Promise<unknown>)[] = [];
const logger = createLogger({ service: 'test', level: 'silent' });

beforeAll(async () => {
  await Promise.all([openService(), openControlApi(), openTelemetry(), openMesh()]);
});
afterAll(async () => {
  await Promise.all(closes.map((close) => close()));
});

async function openService(): Promise<void> {
  const metrics = createMetrics();
  const recordRequest = () => undefined;
  const server = createHttpServer({ service: 'test', logger, metrics, clock: systemClock, recordRequest });
  for (const path of ['/api/v1/query', '/v1/traces']) server.post(path, async () => ({}));
  server.get('/metrics', async () => ({}));
  await server.listen({ port: 0, host: '127.0.0.1' });
  ports.set('service', portOf(server.server));
  closes.push(() => server.close());
}

async function openControlApi(): Promise<void> {
  const engine: Partial<ControlledEngine> = { status: () => ({ namespace: 'shop' }) as EngineStatus };
  const api = await startControlApi({ port: 0, token: 'secret', logger, engine: engine as ControlledEngine });
  ports.set('control API', api.port);
  closes.push(() => api.close());
}

async function openTelemetry(): Promise<void> {
  const receiver = await startOtlpReceiver({ port: 0, traces: createTraceStore() });
  const api = await startMetricsApi({
    port: 0,
    routes: { query: { methods: ['POST'], answer: async () => ({ data: {} }) } },
    expose: async () => ({ contentType: 'text/plain', body: '' }),
    onBug: (error) => expect.unreachable(String(error)),
  });
  ports.set('OTLP', receiver.port).set('Prometheus API', api.port);
  closes.push(
    () => receiver.close(),
    () => api.close(),
  );
}

/** In front of a callee that waits for whatever the caller sends. */
async function openMesh(): Promise<void> {
  const callee = await listenAnywhere(
    createServer((request, response) => void request.resume().on('end', () => response.end())),
  );
  const mesh = await startTestMesh();
  await mesh.leadTo(endpointAt(portOf(callee)));
  const { adminPort } = mesh.configuration();
  ports.set('pod listener', mesh.port).set('host listener', mesh.hostPort).set('admin', adminPort);
  closes.push(
    () => mesh.dispose(),
    async () => callee.close().closeAllConnections(),
  );
}

const portNamed = (name: Port): number => ports.get(name) ?? expect.unreachable(`${name} is not open`);

describe.each(names)('the port of %s', (name) => {
  it.each(ambiguousRequests)('refuses %s with 400 and closes the connection', async (_what, bytes) => {
    const behind = 'GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n';
    const { received, closedAfterMs } = await exchangeBytes(portNamed(name), bytes + behind);
    expect(received).toMatch(/^HTTP\/1\.1 400 /);
    expect(received).toMatch(/content-type: application\/problem\+json/i);
    expect(received.match(/HTTP\/1\.1 \d/g)).toHaveLength(1);
    expect(closedAfterMs).toBeLessThan(2_000);
  });
});

/** What nothing caught in this process meanwhile: in a process of its own it would have ended it. */
async function uncaughtDuring(act: () => Promise<void>): Promise<readonly Error[]> {
  const uncaught: Error[] = [];
  const note = (error: Error) => uncaught.push(error);
  process.on('uncaughtExceptionMonitor', note);
  try {
    await act();
  } finally {
    process.off('uncaughtExceptionMonitor', note);
  }
  return uncaught;
}

const question = (path: string) => `GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`;

describe.each(names)('the port of %s', (name) => {
  it.each(oddPaths)('answers a request for %s', async (path) => {
    const uncaught = await uncaughtDuring(async () => {
      const { received } = await exchangeBytes(portNamed(name), question(path));
      // The mesh leads to a callee that answers everything.
      expect(received).toMatch(/^HTTP\/1\.1 (200|400|404) /);
    });
    expect(uncaught).toEqual([]);
  });
});

describe.each(names)('the port of %s, to senders who reset their connections', (name) => {
  it.each(abandonedRequests)('lives on after %s', async (_what, bytes) => {
    const uncaught = await uncaughtDuring(async () => {
      for (let round = 0; round < 10; round++)
        await Promise.all(Array.from({ length: 20 }, () => resetAfter(portNamed(name), bytes)));
      const { received } = await exchangeBytes(portNamed(name), question('/metrics'));
      expect(received).toMatch(/^HTTP\/1\.1 (200|404) /);
    });
    expect(uncaught).toEqual([]);
  });
});

describe.concurrent.each(names)('the port of %s, to a sender who never ends', (name) => {
  it.concurrent.each(unendingRequests)(
    '%s, closes the connection within five seconds',
    async (what, bytes) => {
      const { received, closedAfterMs } = await exchangeBytes(portNamed(name), bytes);
      expect(closedAfterMs).toBeLessThan(5_000);
      if (what === 'headers') expect(received).toMatch(/^HTTP\/1\.1 408 /);
      // A route may have answered already without the body.
      else expect(received).toMatch(/^HTTP\/1\.1 (408|2\d\d|401|404|415) /);
    },
    20_000,
  );
});
