import { expect, test, vi } from 'vitest';
import { Teardown } from './teardown.ts';

const timing = { clock: { now: () => 0 }, withinMs: 100 };

test('ends what was started in reverse order, and the steps of one stage together', async () => {
  const ended: string[] = [];
  const step = (name: string) => ({ name, run: () => Promise.resolve(void ended.push(name)) });
  const teardown = new Teardown({ logger: { error: vi.fn() }, ...timing });
  teardown.add(step('lock'));
  teardown.add(step('mesh'), step('postgres'));
  teardown.add(step('pods'));
  await teardown.run();
  expect(ended).toEqual(['pods', 'mesh', 'postgres', 'lock']);
  await teardown.run();
  expect(ended).toHaveLength(4);
});

test('goes on when a step fails, and says so', async () => {
  const error = vi.fn();
  const teardown = new Teardown({ logger: { error }, ...timing });
  const unlock = vi.fn(() => Promise.resolve());
  teardown.add({ name: 'the lock', run: unlock });
  teardown.add({ name: 'the mesh', run: () => Promise.reject(new Error('stuck')) });
  await teardown.run();
  expect(unlock).toHaveBeenCalledOnce();
  expect(error.mock.calls[0]?.[1]).toBe('the mesh did not end cleanly: stuck');
});

test('tells each stage how much of the time is left, and none that there is less than nothing', async () => {
  let now = 1_000;
  const left: number[] = [];
  const step = (name: string, takesMs: number) => ({
    name,
    run: (leftMs: number) => {
      left.push(leftMs);
      now += takesMs;
      return Promise.resolve();
    },
  });
  const teardown = new Teardown({ logger: { error: vi.fn() }, clock: { now: () => now }, withinMs: 100 });
  teardown.add(step('lock', 0));
  teardown.add(step('postgres', 70));
  teardown.add(step('pods', 40));
  await teardown.run();
  expect(left).toEqual([100, 60, 0]);
});
