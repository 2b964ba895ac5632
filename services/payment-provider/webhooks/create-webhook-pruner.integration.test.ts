import { fileURLToPath } from 'node:url';
import { createPool, unnamedStatement } from '@petstore/chassis/postgres';
import { createTestDatabase } from '@petstore/chassis/testing';
import { systemClock } from '@petstore/chassis/time';
import { expect, it, vi } from 'vitest';
import { createWebhookPruner } from './create-webhook-pruner.ts';

it('deletes webhooks that ended before the retention, and none that is still to be sent', async () => {
  const migrationsDirectory = fileURLToPath(new URL('../migrations/', import.meta.url));
  const own = await createTestDatabase({
    name: 'webhooks',
    migrationsDirectory,
    serviceRole: 'payment_provider',
  });
  const database = createPool({
    connection: own.owner,
    applicationName: 'test',
    onError: () => undefined,
  });
  const insert = (ids: string, delivered: string, givenUp: string) =>
    database.query(
      unnamedStatement(`insert into webhook_deliveries (id, payload, correlation_id, causation_id, copies_left, next_at, delivered_at, given_up_at)
        select ${ids}, '{}', 'c', 'm', 1, now() - interval '9 days', ${delivered}, ${givenUp} from generate_series(1, 2500) as n`),
    );
  await insert(`'delivered-' || n`, `now() - interval '3 hours'`, 'null');
  await insert(`'failed-' || n`, 'null', `now() - interval '3 hours'`);
  await insert(`'recent-' || n`, 'now()', 'null');
  await insert(`'due-' || n`, 'null', 'null');
  const left = unnamedStatement<{ kind: string; count: number }>(
    `select split_part(id, '-', 1) as kind, count(*) from webhook_deliveries group by 1 order by 1`,
  );
  const ending = new AbortController();
  const running = createWebhookPruner({ database, keptHours: 2, clock: systemClock }).run(ending.signal);
  try {
    await vi.waitFor(async () =>
      expect((await database.query(left)).rows).toEqual([
        { kind: 'due', count: 2_500 },
        { kind: 'recent', count: 2_500 },
      ]),
    );
  } finally {
    ending.abort();
    await running;
    await database.close();
    await own.drop();
  }
});
