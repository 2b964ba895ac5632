import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import type { RequestRecord } from '../../http/request-record.ts';
import { createLogger } from '../../logging/index.ts';
import { createMetrics } from '../../metrics/index.ts';
import { createPool, type Pool, postgresErrors, unnamedStatement } from '../../postgres/index.ts';
import { createTestEventLog, type TestDatabase } from '../../testing/index.ts';
import { systemClock } from '../../time/index.ts';
import { createRequestRecorder } from './request-recorder.ts';

const recorderRole = 'test_event_recorder';
let log: TestDatabase;
let events: Pool;
let everything: Pool;
beforeAll(async () => {
  log = await createTestEventLog({ recorders: [recorderRole] });
  events = createPool({
    connection: log.as(recorderRole),
    applicationName: 'test',
    onError: () => undefined,
  });
  everything = createPool({ connection: log.owner, applicationName: 'test', onError: () => undefined });
});
afterEach(() => everything.query(unnamedStatement('delete from request_log')));
afterAll(async () => {
  await events.close();
  await everything.close();
  await log.drop();
});

const readAll = unnamedStatement<Record<string, unknown>>('select * from request_log order by position');
const recorded = async () => (await everything.query(readAll)).rows;

function recordOf(messageId: string, changes: Partial<RequestRecord> = {}): RequestRecord {
  return {
    messageId,
    causationId: null,
    correlationId: 'journey',
    name: 'GET /pets/{id}',
    caller: 'client',
    callee: 'shop',
    status: 200,
    startedAtMs: Date.UTC(2026, 0, 2, 3, 4, 5, 678),
    durationMs: 1.5,
    attempts: 1,
    customerId: 'customer-001',
    ...changes,
  };
}

function recorderOf(store: Pool = events, share = 1) {
  const metrics = createMetrics();
  const lines: string[] = [];
  const logger = createLogger({ service: 'shop' }, { write: (line) => lines.push(line) });
  const recorder = createRequestRecorder({
    service: 'shop',
    events: store,
    share,
    logger,
    metrics,
    clock: systemClock,
  });
  return {
    recorder,
    lines,
    dropped: async () => (await metrics.expose()).body.match(/_dropped_total (\d+)/)?.[1],
  };
}

it('writes buffered records soon, with a role that may only insert', async () => {
  const { recorder } = recorderOf();
  const ending = new AbortController();
  const running = recorder.worker.run(ending.signal);
  recorder.record(recordOf('one'));
  recorder.record(recordOf('two', { causationId: 'one', caller: 'gateway' }));
  await vi.waitFor(async () => expect(await recorded()).toHaveLength(2), { timeout: 5_000, interval: 5 });
  ending.abort();
  await running;
  expect(await recorded()).toMatchObject([
    {
      message_id: 'one',
      causation_id: null,
      recorded_by: 'shop',
      customer_id: 'customer-001',
      duration_ms: 1.5,
    },
    { message_id: 'two', causation_id: 'one', started_at: new Date('2026-01-02T03:04:05.678Z') },
  ]);
});

it('writes the remaining records when it is stopped', async () => {
  const { recorder } = recorderOf();
  const ending = new AbortController();
  const running = recorder.worker.run(ending.signal);
  for (let count = 0; count < 1_200; count += 1) recorder.record(recordOf(`message-${count}`));
  ending.abort();
  await running;
  expect(await recorded()).toHaveLength(1_200);
});

it('records only the configured share of correlation ids', async () => {
  const { recorder } = recorderOf(events, 0);
  recorder.record(recordOf('one'));
  await recorder.flush();
  expect(await recorded()).toHaveLength(0);
});

it('keeps records while the store is unavailable, drops and counts those beyond its buffer, and catches up', async () => {
  let isAway = true;
  const store: Pool = {
    ...events,
    query: async (statement, values) => {
      if (isAway) throw postgresErrors.create('database-unavailable');
      return events.query(statement, values);
    },
  };
  const { recorder, dropped } = recorderOf(store);
  for (let count = 0; count < 10_003; count += 1) recorder.record(recordOf(`message-${count}`));
  await expect(recorder.flush()).rejects.toMatchObject({ code: 'database-unavailable' });
  expect(await dropped()).toBe('3');
  isAway = false;
  await recorder.flush();
  expect(await recorded()).toHaveLength(10_000);
});

it('drops, counts and logs a batch that the store will never accept, and goes on', async () => {
  const { recorder, dropped, lines } = recorderOf();
  recorder.record(recordOf('bad', { name: 'a zero byte: \u0000' }));
  await recorder.flush();
  recorder.record(recordOf('good'));
  await recorder.flush();
  expect(await dropped()).toBe('1');
  expect(lines.join()).toContain('refused and dropped');
  expect(await recorded()).toMatchObject([{ message_id: 'good' }]);
});
