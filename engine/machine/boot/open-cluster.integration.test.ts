import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@petstore/chassis/time';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { ObjectStore } from '../../api/store/object-store.ts';
import type { EngineOptions } from '../../engine-options.ts';
import { readManifests } from '../../manifests/index.ts';
import { embeddedHost } from '../../postgres/index.ts';
import { dataFolderAt } from '../data-folder/data-folder.ts';
import { openCluster } from './open-cluster.ts';
import { planEngine } from './plan-engine.ts';

const namespace = 'harbour';
let directory = '';

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'open-cluster-'));
});

afterEach(() => rm(directory, { recursive: true, force: true }));

const deployment = (name: string) => `apiVersion: apps/v1
kind: Deployment
metadata: {name: ${name}, namespace: ${namespace}}
spec:
  selector: {matchLabels: {app: ${name}}}
  template:
    metadata: {labels: {app: ${name}}}
    spec:
      containers: [{name: main, image: "any:v1", command: [node, /app/main.mjs], resources: {requests: {cpu: 1m}}}]
`;

const autoscaler = (name: string) => `apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: ${name}, namespace: ${namespace}}
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: ${name}}
  minReplicas: 3
  maxReplicas: 9
  metrics: [{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 70}}}]
`;

/** One start up to where the objects are applied; what the run before wrote is there. */
async function start(options: Partial<EngineOptions> = {}) {
  const logger = { warn: vi.fn(), error: vi.fn(), info: vi.fn(), debug: vi.fn() };
  const given = {
    manifestsDirectory: directory,
    appDirectory: directory,
    dataDirectory: join(directory, 'data'),
    portOffset: 0,
    logger: logger as unknown as EngineOptions['logger'],
    distDirectory: directory,
    ...options,
  };
  const plan = planEngine(await readManifests(directory), given);
  const postgresHost = embeddedHost({
    dataDirectory: given.dataDirectory,
    logger,
    port: 1,
    clock: systemClock,
  });
  const folder = dataFolderAt(given.dataDirectory);
  return openCluster({ plan, options: given, folder, clock: systemClock, postgresHost });
}

function replicasIn(store: ObjectStore): Record<string, number | undefined> {
  return Object.fromEntries(
    store.list('Deployment').map(({ metadata, spec }) => [metadata.name, spec.replicas]),
  );
}

function scale(store: ObjectStore, name: string, replicas: number): void {
  store.edit({ kind: 'Deployment', name, namespace }, (found) => ({
    ...found,
    spec: { ...found.spec, replicas },
  }));
}

test('begins what an autoscaler owns at its minimum, and leaves alone what somebody scaled', async () => {
  const scaled = ['scaled', 'switched-off'];
  const land = `apiVersion: v1\nkind: Namespace\nmetadata: {name: ${namespace}}\n`;
  const files = [land, ...[...scaled, 'by-hand'].map(deployment), ...scaled.map(autoscaler)];
  await writeFile(join(directory, 'all.yaml'), files.join('---\n'));
  const first = await start();
  expect(replicasIn(first.store)).toEqual({ scaled: 3, 'switched-off': 3, 'by-hand': 1 });
  scale(first.store, 'scaled', 7);
  scale(first.store, 'switched-off', 0);
  scale(first.store, 'by-hand', 4);
  first.close();
  const second = await start();
  expect(replicasIn(second.store)).toEqual({ scaled: 3, 'switched-off': 0, 'by-hand': 4 });
  second.close();
  const fresh = await start({ isFresh: true });
  expect(replicasIn(fresh.store)).toEqual({ scaled: 3, 'switched-off': 3, 'by-hand': 1 });
  fresh.close();
});
