import { createLogger } from '@petstore/chassis/logging';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ControlApi, type ControlledEngine, startControlApi } from '../api/control/index.ts';
import { startTestTelemetry, type TestTelemetry } from '../testing/running-telemetry.ts';
import { registerTraceRoutes } from './traces/trace-queries.ts';

let telemetry: TestTelemetry;
let control: ControlApi;

beforeAll(async () => {
  telemetry = await startTestTelemetry();
  const logger = createLogger({ service: 'engine', level: 'silent' });
  const engine = {} as ControlledEngine;
  const { findTraces } = telemetry.handle;
  control = await startControlApi({
    port: 0,
    token: 'secret',
    engine,
    logger,
    extend: (server) => registerTraceRoutes(server, findTraces.bind(telemetry.handle)),
  });
  await send('a'.repeat(32), 'cart-1');
  await send('b'.repeat(32), 'cart-2');
});
afterAll(async () => {
  await control.close();
  await telemetry.dispose();
});

async function send(traceId: string, correlationId: string): Promise<void> {
  const span = {
    traceId,
    spanId: 'c'.repeat(16),
    name: 'GET /books',
    startTimeUnixNano: '1795000000000000000',
    endTimeUnixNano: '1795000000001000000',
    attributes: [{ key: 'correlation.id', value: { stringValue: correlationId } }],
  };
  const response = await fetch(`http://127.0.0.1:${telemetry.otlpPort}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] }),
  });
  expect(response.status).toBe(200);
}

async function ask(query: string) {
  const response = await fetch(`http://127.0.0.1:${control.port}/traces${query}`);
  const body = (await response.json()) as {
    traces: { traceId: string; spans: object[] }[];
    kept: object;
    code: string;
  };
  return { status: response.status, ids: body.traces?.map(({ traceId }) => traceId[0]), body };
}

it('shows the traces of an interaction, one trace, or the latest', async () => {
  expect((await ask('?correlationId=cart-1')).ids).toEqual(['a']);
  expect((await ask(`?traceId=${'b'.repeat(32)}`)).ids).toEqual(['b']);
  expect((await ask('?limit=1')).ids).toEqual(['b']);
  const { ids, body } = await ask('');
  expect(ids).toEqual(['b', 'a']);
  expect(body.kept).toEqual({ traces: 2, spans: 2, received: 2, refused: 0, evicted: 0 });
  expect(body.traces[1]?.spans).toEqual([expect.objectContaining({ name: 'GET /books', durationMs: 1 })]);
});

it.each(['?traceId=xyz', '?correlationId=a%20b', '?limit=0', '?limit=1000', '?service=web'])(
  'refuses %s',
  async (query) => {
    expect((await ask(query)).status).toBe(400);
  },
);

it('says so when the process is gone', async () => {
  process.kill(telemetry.handle.pid, 'SIGKILL');
  await telemetry.handle.ended;
  const { status, body } = await ask('');
  expect([status, body.code]).toEqual([503, 'telemetry-unavailable']);
});
