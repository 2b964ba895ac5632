import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  listen,
  onlyPod,
  openSupervisorBench,
  port,
  type SupervisorBench,
} from '../testing/supervisor-bench.ts';

let bench: SupervisorBench;

beforeEach(async () => {
  bench = await openSupervisorBench();
});

afterEach(() => bench.dispose());

test('replaces pods one after the other, and keeps the wanted count available all the while', async () => {
  const running = await bench.supervise({ main: listen, container: port });
  await running.scale('thing', 3, 20_000);
  const controller = running.deployments[0];
  const before = controller?.pods.map(({ name }) => name) ?? [];
  let least = 3;
  let most = 0;
  const watching = setInterval(() => {
    const pods = controller?.pods ?? [];
    least = Math.min(least, pods.filter(({ state }) => state.isReady).length);
    most = Math.max(most, pods.filter(({ isTerminating }) => !isTerminating).length);
  }, 5);
  await running.restart('thing', 30_000).finally(() => clearInterval(watching));
  const after = controller?.pods.map(({ name }) => name) ?? [];
  expect(after).toHaveLength(3);
  expect(after.filter((name) => before.includes(name))).toEqual([]);
  expect([least, most]).toEqual([3, 4]);
  expect(controller?.progress).toMatchObject({ phase: 'complete' });
});

test('leaves the old pods serving when the new ones fail, and says why', async () => {
  const running = await bench.supervise({ main: listen, container: port });
  await running.ready(10_000);
  const old = onlyPod(running);
  await bench.rewrite("console.log('no fuel'); process.exit(3);");
  await expect(running.restart('thing', 60_000)).rejects.toMatchObject({
    code: 'pods-not-ready',
    message: expect.stringMatching(/exited with code 3[\s\S]*no fuel/),
  });
  expect(old.state).toMatchObject({ phase: 'Running', isReady: true });
  await bench.rewrite(listen);
  await running.restart('thing', 20_000);
  expect(old.isTerminating).toBe(true);
  expect(running.deployments[0]?.pods).toHaveLength(1);
});

test('tells the first of two restarts that the second took its place', async () => {
  const running = await bench.supervise({ main: listen, container: port });
  await running.ready(10_000);
  const first = running.restart('thing', 20_000);
  const second = running.restart('thing', 20_000);
  await expect(first).rejects.toMatchObject({ code: 'change-superseded' });
  await second;
  expect(running.deployments[0]?.pods).toHaveLength(1);
});
