import { expect, test, vi } from 'vitest';
import { keepRunning } from './keep-running.ts';

interface Fake {
  readonly id: number;
  readonly exit: (why: string) => void;
  readonly exited: Promise<string>;
  isStopped: boolean;
  stop(): Promise<void>;
}

function fake(id: number): Fake {
  let exit: (why: string) => void = () => undefined;
  const exited = new Promise<string>((resolve) => {
    exit = resolve;
  });
  return {
    id,
    exit,
    exited,
    isStopped: false,
    stop() {
      this.isStopped = true;
      return Promise.resolve();
    },
  };
}

function keeping(start: (signal: AbortSignal) => Promise<Fake>) {
  const waits: number[] = [];
  const onRestarted = vi.fn();
  const clock = {
    now: () => 0,
    wait: (ms: number) => {
      waits.push(ms);
      return Promise.resolve();
    },
  };
  const logger = { warn: vi.fn(), error: vi.fn() };
  const options = { name: 'proxy', clock, logger, start, exitOf: (it: Fake) => it.exited };
  const kept = keepRunning(options).then((it) => {
    it.onRestarted(onRestarted);
    return it;
  });
  return { waits, onRestarted, kept };
}

test('starts a companion again that ended by itself', async () => {
  const fakes = [fake(0), fake(1)];
  let next = 0;
  const { kept: keptLater, onRestarted, waits } = keeping(() => Promise.resolve(fakes[next++] as Fake));
  const kept = await keptLater;
  fakes[0]?.exit('SIGKILL');
  await vi.waitFor(() => expect(onRestarted).toHaveBeenCalledOnce());
  expect(kept.current.id).toBe(1);
  expect(waits).toEqual([0]);
});

test('tries again with the back-off of a container when a start fails', async () => {
  const answers = [
    () => Promise.resolve(fake(0)),
    () => Promise.reject(new Error('no')),
    () => Promise.resolve(fake(2)),
  ];
  const {
    kept: keptLater,
    onRestarted,
    waits,
  } = keeping(() => (answers.shift() ?? answers[0])?.() as Promise<Fake>);
  const kept = await keptLater;
  kept.current.exit('code 1');
  await vi.waitFor(() => expect(onRestarted).toHaveBeenCalledOnce());
  expect(waits).toEqual([0, 10_000]);
});

test('stops what a restart brought up in the meantime, and starts nothing more', async () => {
  const second = fake(1);
  let release: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => {
    release = resolve;
  });
  const first = fake(0);
  let starts = 0;
  const { kept: keptLater, onRestarted } = keeping(async () => {
    starts += 1;
    if (starts === 1) return first;
    await gate;
    return second;
  });
  const kept = await keptLater;
  first.exit('code 1');
  await vi.waitFor(() => expect(starts).toBe(2));
  const stopped = kept.stop();
  release();
  await stopped;
  expect(second.isStopped).toBe(true);
  expect(onRestarted).not.toHaveBeenCalled();
});

test('breaks a restart off that is under way when it stops', async () => {
  const first = fake(0);
  let starts = 0;
  const { kept: keptLater, waits } = keeping((signal) => {
    starts += 1;
    if (starts === 1) return Promise.resolve(first);
    return new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(new Error('broken off')), { once: true });
    });
  });
  const kept = await keptLater;
  first.exit('code 1');
  await vi.waitFor(() => expect(starts).toBe(2));
  await kept.stop();
  expect(waits).toEqual([0]);
});
