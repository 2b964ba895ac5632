import { createLogger } from '@petstore/chassis/logging';
import { createPool, unnamedStatement } from '@petstore/chassis/postgres';
import { createTestEventLog } from '@petstore/chassis/testing';
import { systemClock } from '@petstore/chassis/time';
import { expect, it, vi } from 'vitest';
import { createRecordPruner } from './create-record-pruner.ts';

const pruner = 'test_record_pruner';

it('deletes records beyond their age, batch by batch, with a role that may not delete by itself', async () => {
  const log = await createTestEventLog({ pruners: [pruner] });
  const onError = () => undefined;
  const owner = createPool({ connection: log.owner, applicationName: 'test', onError });
  const events = createPool({ connection: log.as(pruner), applicationName: 'test', onError });
  const insert = (count: number, age: string) =>
    owner.query(
      unnamedStatement(`insert into request_log (message_id, correlation_id, name, caller, callee, status, started_at, duration_ms, attempts, recorded_by, recorded_at)
        select n::text, 'c', 'GET /', 'client', 's', 200, now(), 1, 1, 's', now() - interval '${age}' from generate_series(1, ${count}) as n`),
    );
  await insert(4_500, '3 hours');
  await insert(7, '1 hour');
  const left = unnamedStatement<{ count: number }>('select count(*) from request_log');
  const ending = new AbortController();
  const logger = createLogger({ service: 'test', level: 'silent' });
  const running = createRecordPruner({ events, keptHours: 2, logger, clock: systemClock }).run(ending.signal);
  try {
    await vi.waitFor(async () => expect((await owner.query(left)).rows).toEqual([{ count: 7 }]), {
      timeout: 10_000,
      interval: 20,
    });
  } finally {
    ending.abort();
    await running;
    await owner.close();
    await events.close();
    await log.drop();
  }
});
