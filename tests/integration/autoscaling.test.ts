import {
  AppsV1Api,
  AutoscalingV2Api,
  CoreV1Api,
  KubeConfig,
  PatchStrategy,
  setHeaderOptions,
  type V1Pod,
} from '@kubernetes/client-node';
import { kubeconfigAt } from '@petstore/engine/api/access';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type GeneratedLoad, generateLoad, type LoadResult } from './testing/generate-load.ts';
import { runPetstoreOn } from './testing/petstore-command.ts';
import { RealSystem } from './testing/real-system.ts';

const named = { name: 'petstore-domain', namespace: 'petstore' };
const chosen = { namespace: named.namespace, labelSelector: `app=${named.name}` };
const leastReplicas = 2;
/** What a fast machine serves would ask for all twenty, which a small one starts slowly. */
const mostReplicas = 4;
const patience = { timeout: 90_000, interval: 200 };
/** The largest speed that the queries of the shipped rules allow. */
const speed = 15;

let system: RealSystem;
let config: KubeConfig;

beforeAll(async () => {
  system = await RealSystem.prepare();
  await system.up('--only', named.name, '--speed', String(speed));
  config = new KubeConfig();
  config.loadFromFile(kubeconfigAt(system.data));
  await autoscalers().patchNamespacedHorizontalPodAutoscaler(
    { ...named, body: { spec: { maxReplicas: mostReplicas } } },
    setHeaderOptions('Content-Type', PatchStrategy.MergePatch),
  );
}, 180_000);

afterAll(() => system.dispose());

const autoscalers = () => config.makeApiClient(AutoscalingV2Api);
const autoscaler = () => autoscalers().readNamespacedHorizontalPodAutoscaler(named);
const listPods = async () => (await config.makeApiClient(CoreV1Api).listNamespacedPod(chosen)).items;
const readyReplicas = async () =>
  (await config.makeApiClient(AppsV1Api).readNamespacedDeployment(named)).status?.readyReplicas ?? 0;

/** Requests through the Service, a few seconds at a time, until something has happened. */
async function loadUntil(happened: Promise<unknown>, load: Partial<GeneratedLoad>): Promise<LoadResult[]> {
  const results: LoadResult[] = [];
  let isOver = false;
  const end = happened.finally(() => {
    isOver = true;
  });
  const common = { port: 8_000 + system.offset, path: '/pets?limit=5' };
  const repeat = async () => {
    while (!isOver) results.push(await generateLoad({ ...common, connections: 4, seconds: 2, ...load }));
  };
  await Promise.all([end, repeat()]);
  return results;
}

const failuresOf = (results: readonly LoadResult[]) =>
  results.map(({ failures }) => failures).filter((count) => count > 0);

function secondsToReady({ metadata, status }: V1Pod): number {
  const ready = status?.conditions?.find(({ type }) => type === 'Ready');
  expect(ready?.status).toBe('True');
  const [from, to] = [metadata?.creationTimestamp, ready?.lastTransitionTime];
  return (Number(to) - Number(from)) / 1_000;
}

const slowestOf = (pods: readonly V1Pod[]) => Math.max(...pods.map(secondsToReady));

test('load raises the replicas, its end lowers them, no request fails, and the decisions replay', async () => {
  const ofBoot = slowestOf(await listPods());
  await vi.waitFor(async () => {
    const { status } = await autoscaler();
    expect(status?.currentMetrics).toHaveLength(6);
    expect(status?.conditions?.find(({ type }) => type === 'ScalingActive')?.status).toBe('True');
  }, patience);

  const raised = vi.waitFor(
    async () => expect(await readyReplicas()).toBeGreaterThan(leastReplicas),
    patience,
  );
  const busy = await loadUntil(raised, { connections: 16 });
  expect(failuresOf(busy)).toEqual([]);

  const lowered = vi.waitFor(async () => {
    expect(await listPods()).toHaveLength(leastReplicas);
    expect((await autoscaler()).status?.desiredReplicas).toBe(leastReplicas);
  }, patience);
  const quiet = await loadUntil(lowered, { spacingMs: 200 });
  expect(quiet.length).toBeGreaterThan(0);
  expect(failuresOf(quiet)).toEqual([]);

  await expectReplay('metric');
  await expectReplay('behavior');
  await expectAsSoonReady(ofBoot);
}, 300_000);

interface RecordedCases {
  readonly cases: readonly Readonly<Record<string, unknown>>[];
}

interface Replayed {
  readonly results: readonly Readonly<Record<string, unknown>>[];
}

/** What was decided on the recorded readings, against what `what-if` decides on them. */
async function expectReplay(stage: 'metric' | 'behavior'): Promise<void> {
  const { stdout } = await system.petstore('decisions', named.name, '--json', '--stage', stage);
  const { cases } = JSON.parse(stdout) as RecordedCases;
  const replayed = await runPetstoreOn(stdout, ['what-if', `hpa-${stage}`]);
  expect(replayed.exitCode, replayed.stderr).toBe(0);
  const { results } = JSON.parse(replayed.stdout) as Replayed;
  expect(cases.length).toBeGreaterThan(0);
  expect(results.map((result, index) => ({ ...result, ...expectedIn(cases[index] ?? {}) }))).toEqual(results);
}

/** `expectedReplicas: 3` as `replicas: 3`; the reason of a rate is a limit in the answer. */
function expectedIn(recorded: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const entries = Object.entries(recorded).flatMap(([name, value]) => {
    const [, initial, rest] = /^expected(.)(.*)$/.exec(name) ?? [];
    if (initial === undefined) return [];
    const field = `${initial.toLowerCase()}${rest}`;
    return [[field === 'reason' ? 'limit' : field, value] as const];
  });
  return Object.fromEntries(entries);
}

/**
 * A pod that is added later is ready no later than 1.3 times the slowest of the boot. Timestamps are whole seconds, so
 * a difference of two of them may be one too long, and one too short.
 */
async function expectAsSoonReady(ofBoot: number): Promise<void> {
  const known = (await listPods()).map(({ metadata }) => metadata?.name ?? '');
  await config.makeApiClient(CoreV1Api).deleteNamespacedPod({ ...named, name: known[0] ?? '' });
  const added = await vi.waitFor(async () => {
    const pods = (await listPods()).filter(({ metadata }) => !known.includes(metadata?.name ?? ''));
    expect(pods).toHaveLength(1);
    return slowestOf(pods);
  }, patience);
  expect(added - 1).toBeLessThan(1.3 * (ofBoot + 1));
}
