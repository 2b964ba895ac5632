import { systemClock } from '@petstore/chassis/time';
import { expect, test } from 'vitest';
import { ObjectStore } from '../../api/store/object-store.ts';
import { reportPods } from './report-pods.ts';

test('says with which exit code a container of a pod ended', () => {
  const store = new ObjectStore({ clock: systemClock });
  const told: string[] = [];
  reportPods(store, ({ message }) => told.push(message));
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'web-1', namespace: 'shop' },
    spec: { containers: [{ name: 'web', image: 'web', command: ['node', '/app/web.mjs'] }] },
  } as const;
  store.create(pod);
  const terminated = { exitCode: 7, reason: 'Error', finishedAt: '2026-01-01T00:00:00Z' };
  const containerStatuses = [{ name: 'web', restartCount: 1, lastState: { terminated } }];
  const ready = { type: 'Ready', status: 'False', message: 'containers with unready status: [web]' };
  store.replaceStatus({
    ...pod,
    status: { phase: 'Running', conditions: [ready], containerStatuses },
  } as never);
  expect(told).toEqual(['web-1: exit code 7']);
});
