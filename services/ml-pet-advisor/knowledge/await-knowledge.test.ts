import { expect, it } from 'vitest';
import { awaitKnowledge } from './await-knowledge.ts';

function advisor() {
  const state = { nowMs: 0, knowsPets: false, caughtUpAtMs: null as number | null, wakes: 0 };
  const check = awaitKnowledge({
    knowsPets: async () => state.knowsPets,
    consumer: {
      caughtUpAtMs: () => state.caughtUpAtMs,
      wake() {
        state.wakes += 1;
      },
    },
    clock: { now: () => state.nowMs, wait: async () => undefined },
  });
  return { state, check };
}

it('is not ready while no pet is known, also at the end of the log', async () => {
  const { state, check } = advisor();
  Object.assign(state, { nowMs: 10, caughtUpAtMs: 9 });
  await expect(check()).rejects.toMatchObject({ code: 'catalogue-empty' });
});

it('is ready only if the log was read to its end after the first pet was known', async () => {
  const { state, check } = advisor();
  Object.assign(state, { nowMs: 10, caughtUpAtMs: 9, knowsPets: true });
  await expect(check()).rejects.toMatchObject({ code: 'knowledge-behind' });
  expect(state.wakes).toBe(1);
  Object.assign(state, { nowMs: 20, caughtUpAtMs: 15 });
  await expect(check()).resolves.toBeUndefined();
});

it('stays ready while it reads later events', async () => {
  const { state, check } = advisor();
  Object.assign(state, { nowMs: 10, caughtUpAtMs: 10, knowsPets: true });
  await check();
  Object.assign(state, { caughtUpAtMs: null, knowsPets: false });
  await expect(check()).resolves.toBeUndefined();
});
