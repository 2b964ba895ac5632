import { systemClock } from '@petstore/chassis/time';
import { expect, test } from 'vitest';
import { drainPod } from './drain-pod.ts';

function context({ drained }: { drained: () => Promise<void> }) {
  const did: string[] = [];
  const say = (name: string) => () => void did.push(name);
  const waits: (() => void)[] = [];
  return {
    did,
    passTime: () => {
      for (const pass of waits) pass();
    },
    publish: async () => say('published')(),
    drained: (pod: string) => {
      did.push(`asked for ${pod}`);
      return drained();
    },
    clock: { ...systemClock, wait: () => new Promise<void>((resolve) => waits.push(resolve)) },
    logger: { debug: say('debug'), info: say('info'), warn: say('warned'), error: say('error') },
  };
}

test('resolves when nothing is under way any more, after the mesh has taken the pod out', async () => {
  let finish = () => {};
  const w = context({ drained: () => new Promise((resolve) => (finish = resolve)) });
  let isOver = false;
  const draining = drainPod('pod-1', w).then(() => {
    isOver = true;
  });
  for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
  expect(w.did).toEqual(['published', 'asked for pod-1']);
  expect(isOver).toBe(false);
  finish();
  await draining;
});

test('does not wait for ever for a request that does not end', async () => {
  const w = context({ drained: () => new Promise(() => {}) });
  const draining = drainPod('pod-1', w);
  for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
  w.passTime();
  await draining;
  expect(w.did).not.toContain('warned');
});

test('goes on when the mesh cannot be told', async () => {
  const w = context({ drained: () => Promise.reject(new Error('gone')) });
  await drainPod('pod-1', w);
  expect(w.did).toContain('warned');
});
