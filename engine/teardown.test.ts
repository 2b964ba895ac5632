import { expect, test, vi } from 'vitest';
import { Teardown } from './teardown.ts';

test('ends what was started in reverse order, and the steps of one stage together', async () => {
  const ended: string[] = [];
  const step = (name: string) => ({ name, run: () => Promise.resolve(void ended.push(name)) });
  const teardown = new Teardown({ error: vi.fn() });
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
  const teardown = new Teardown({ error });
  const unlock = vi.fn(() => Promise.resolve());
  teardown.add({ name: 'the lock', run: unlock });
  teardown.add({ name: 'the mesh', run: () => Promise.reject(new Error('stuck')) });
  await teardown.run();
  expect(unlock).toHaveBeenCalledOnce();
  expect(error.mock.calls[0]?.[1]).toBe('the mesh did not end cleanly: stuck');
});
