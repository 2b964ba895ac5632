import { expect, it } from 'vitest';
import { createLogger } from '../logging/index.ts';
import type { Clock } from '../time/index.ts';
import { createLeasedWorker, type LeasedTask, type LeasedWork } from './leased-worker.ts';

interface Task extends LeasedTask {
  readonly id: string;
}

/** Lets everything run that waits for nothing but promises. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

/** A clock that the test advances, from one end of a wait to the next. */
function createTestClock() {
  let nowMs = 0;
  const waits = new Set<{ readonly untilMs: number; end(): void }>();
  const now = () => nowMs;
  const wait: Clock['wait'] = (durationMs, signal) =>
    new Promise((resolve) => {
      waits.add({ untilMs: nowMs + durationMs, end: resolve });
      signal?.addEventListener('abort', () => resolve(), { once: true });
    });
  async function advance(milliseconds: number): Promise<void> {
    const endMs = nowMs + milliseconds;
    while (nowMs < endMs) {
      await settle();
      const next = Math.min(endMs, ...[...waits].map(({ untilMs }) => untilMs));
      nowMs = Math.max(nowMs + 1, next);
      for (const each of waits) {
        if (each.untilMs > nowMs) continue;
        waits.delete(each);
        each.end();
      }
    }
    await settle();
  }
  return { now, wait, advance };
}

/** A worker on a clock of the test's own, and what it asked of its work. */
function startWorker(given: Partial<LeasedWork<Task>> = {}, mostAtOnce = 2) {
  const clock = createTestClock();
  const calls: string[] = [];
  const ending = new AbortController();
  const worker = createLeasedWorker<Task>({
    work: {
      name: 'test',
      describe: ({ id }) => ({ id }),
      async claim(limit) {
        calls.push(`claim ${limit}`);
        return { tasks: [], nextInMs: null };
      },
      async run({ id }) {
        calls.push(`run ${id}`);
        return null;
      },
      async postpone({ id }, { delayMs }) {
        calls.push(`postpone ${id} ${delayMs}`);
      },
      async release({ id }) {
        calls.push(`release ${id}`);
      },
      ...given,
    },
    leaseMs: 15_000,
    mostAtOnce,
    logger: createLogger({ service: 'test', level: 'silent' }),
    clock,
    now: clock.now,
    random: () => 0.5,
  });
  const running = worker.run(ending.signal);
  return {
    worker,
    calls,
    advance: clock.advance,
    async stop() {
      ending.abort();
      await running;
    },
  };
}

it('looks into the database every five seconds when it knows of nothing', async () => {
  const { calls, advance, stop } = startWorker();
  await advance(20_500);
  await stop();
  expect(calls).toEqual(Array.from({ length: 5 }, () => 'claim 2'));
});

it('looks when a row is due of which a claim or its own process told', async () => {
  const looks: number[] = [];
  let passedMs = 0;
  const { worker, advance, stop } = startWorker({
    async claim() {
      looks.push(passedMs);
      return { tasks: [], nextInMs: looks.length === 1 ? 700 : null };
    },
  });
  for (; passedMs < 2_000; passedMs += 100) {
    if (passedMs === 1_000) worker.wake(300);
    await advance(100);
  }
  await stop();
  expect(looks).toEqual([0, 600, 1_200]);
});

it('runs a row that was written with its lease, without a claim', async () => {
  const { worker, calls, advance, stop } = startWorker();
  await advance(1);
  expect(worker.lease()).toMatchObject({ milliseconds: 15_000 });
  worker.take({ id: 'placed', attempts: 0 });
  await advance(1);
  await stop();
  expect(calls).toEqual(['claim 2', 'run placed']);
});

it('gives no lease while all its slots are taken or it does not run', async () => {
  const { worker, advance, stop } = startWorker({ run: () => new Promise(() => undefined) });
  await advance(1);
  worker.take({ id: 'a', attempts: 0 });
  worker.take({ id: 'b', attempts: 0 });
  expect(worker.lease()).toBeNull();
  await advance(1);
  expect(worker.lease()).toBeNull();
  void stop();
  const idle = startWorker();
  await idle.stop();
  expect(idle.worker.lease()).toBeNull();
});

it('keeps a task over its timer, takes no slot for it, and releases it when it ends', async () => {
  const calls: string[] = [];
  const { worker, advance, stop } = startWorker(
    {
      async run({ id }) {
        calls.push(`run ${id}`);
        return id === 'timed' ? { id: 'after the timer', attempts: 0, delayMs: 200 } : null;
      },
      async release({ id }) {
        calls.push(`release ${id}`);
      },
    },
    1,
  );
  await advance(1);
  worker.take({ id: 'timed', attempts: 0 });
  await advance(10);
  worker.take({ id: 'other', attempts: 0 });
  await advance(100);
  expect(calls).toEqual(['run timed', 'run other']);
  await advance(100);
  expect(calls.at(-1)).toBe('run after the timer');
  worker.take({ id: 'timed', attempts: 0 });
  await advance(10);
  await stop();
  expect(calls.at(-1)).toBe('release after the timer');
});

it('looks again when a task that failed is due', async () => {
  const { worker, calls, advance, stop } = startWorker({
    run: () => Promise.reject(new Error('the database is away')),
  });
  await advance(1);
  worker.take({ id: 'a', attempts: 1 });
  await advance(150);
  expect(calls).toEqual(['claim 2', 'postpone a 200']);
  await advance(100);
  await stop();
  expect(calls).toEqual(['claim 2', 'postpone a 200', 'claim 2']);
});
