import { expect, it } from 'vitest';
import { awaitKnowledge } from './await-knowledge.ts';

function advisor() {
  const world = { nowMs: 0, knowsPets: false, caughtUpAtMs: null as number | null, wakes: 0 };
  const check = awaitKnowledge({
    knowsPets: async () => world.knowsPets,
    consumer: {
      caughtUpAtMs: () => world.caughtUpAtMs,
      wake() {
        world.wakes += 1;
      },
    },
    clock: { now: () => world.nowMs, wait: async () => undefined },
  });
  return { world, check };
}

it('is not ready on an empty log, however often its end was seen', async () => {
  const { world, check } = advisor();
  Object.assign(world, { nowMs: 10, caughtUpAtMs: 9 });
  await expect(check()).rejects.toMatchObject({ code: 'catalogue-empty' });
});

it('waits for the rest after the first pets, and takes no earlier look at the log for it', async () => {
  const { world, check } = advisor();
  Object.assign(world, { nowMs: 10, caughtUpAtMs: 9, knowsPets: true });
  await expect(check()).rejects.toMatchObject({ code: 'knowledge-behind' });
  expect(world.wakes).toBe(1);
  Object.assign(world, { nowMs: 20, caughtUpAtMs: 15 });
  await expect(check()).resolves.toBeUndefined();
});

it('stays ready while it reads news', async () => {
  const { world, check } = advisor();
  Object.assign(world, { nowMs: 10, caughtUpAtMs: 10, knowsPets: true });
  await check();
  Object.assign(world, { caughtUpAtMs: null, knowsPets: false });
  await expect(check()).resolves.toBeUndefined();
});
