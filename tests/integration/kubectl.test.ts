import { cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { CommandContext } from '../kubectl/commands/command-context.ts';
import { logCommands } from '../kubectl/commands/log-commands.ts';
import {
  clusterCommands,
  describingCommands,
  readingCommands,
} from '../kubectl/commands/reading-commands.ts';
import { refusedCommands } from '../kubectl/commands/refused-commands.ts';
import { rolloutCommands } from '../kubectl/commands/rollout-commands.ts';
import { applyCommands, changeCommands, creationCommands } from '../kubectl/commands/writing-commands.ts';
import { findKubectls, type Kubectl } from '../kubectl/find-kubectl.ts';
import { FixtureCluster } from '../kubectl/fixture-cluster.ts';
import { rowsOf } from '../kubectl/kubectl-command.ts';

/** The one that Debian 12 has, and the oldest that is known to work. */
const debianMinor = 20;

const kubectls = findKubectls();
const [oldest, newest] = [kubectls.find(({ minor }) => minor === debianMinor), kubectls.at(-1)];
const complete = [...new Set([oldest, newest])].filter((each) => each !== undefined);
const others = kubectls.filter((each) => !complete.includes(each));

/** In the order in which they are tried: later ones may use what earlier ones left. */
const groups = [
  ['get', readingCommands],
  ['describe', describingCommands],
  ['the cluster', clusterCommands],
  ['logs', logCommands],
  ['apply', applyCommands],
  ['create and delete', creationCommands],
  ['changes of one object', changeCommands],
  ['rollout', rolloutCommands],
  ['what is not served', refusedCommands],
] as const;

let cluster: FixtureCluster;
beforeAll(async () => {
  if (kubectls.length > 0) cluster = await FixtureCluster.start();
});
afterAll(() => cluster?.dispose());

test.skipIf(process.env['CI'] !== 'true' && oldest === undefined)("Debian's kubectl is tested", () => {
  expect(
    oldest,
    'install kubernetes-client of Debian 12, or name its folder in KUBECTL_FOLDERS',
  ).toBeDefined();
});

/** A namespace for one kubectl, made and filled by it. */
async function prepare(kubectl: Kubectl): Promise<CommandContext> {
  const namespace = `v${kubectl.minor}`;
  const folder = join(cluster.folder, namespace);
  const manifests = join(folder, 'manifests');
  await mkdir(folder);
  await cp(cluster.manifests, manifests, { recursive: true });
  const kustomization = `namespace: ${namespace}\nresources: [web.yaml, worker.yaml]\n`;
  await writeFile(join(manifests, 'kustomization.yaml'), kustomization);
  const command = await cluster.kubectl(kubectl, namespace);
  await command.ok('create', 'namespace', namespace);
  const applied = await command.ok('apply', '-k', manifests);
  expect(applied.trim().split('\n').sort()).toEqual([
    'configmap/web created',
    'deployment.apps/web created',
    'deployment.apps/worker created',
    'horizontalpodautoscaler.autoscaling/worker created',
    'service/web created',
  ]);
  for (const name of ['web', 'worker'])
    await command.ok('rollout', 'status', `deploy/${name}`, '--timeout=60s');
  return { kubectl: command, minor: kubectl.minor, namespace, manifests, folder };
}

/** With everything that the namespace holds, and the processes of its pods. */
async function expectNamespaceDeleted({ kubectl, namespace }: CommandContext): Promise<void> {
  await kubectl.ok('delete', 'namespace', namespace, '--timeout=60s');
  const { stdout } = await kubectl.run(['get', 'deploy,rs,pods,svc,cm,hpa', '-o', 'name']);
  expect(stdout).toBe('');
  await vi.waitFor(async () => {
    const left = await kubectl.ok(
      'get',
      'pods',
      '-A',
      '-o',
      'name',
      `--field-selector=metadata.namespace=${namespace}`,
    );
    expect(left).toBe('');
  });
}

describe.each(complete)('kubectl 1.$minor, the whole list', (kubectl) => {
  let context: CommandContext;
  beforeAll(async () => {
    context = await prepare(kubectl);
  });
  describe.each(groups)('%s', (_what, group) => {
    test.each(Object.entries(group))('%s', (_title, run) => run(context));
  });
  test('delete namespace deletes what is in it', () => expectNamespaceDeleted(context));
});

test.each(others)('kubectl 1.$minor applies, reads, changes, rolls out and deletes', async (kubectl) => {
  const context = await prepare(kubectl);
  const { ok } = { ok: context.kubectl.ok.bind(context.kubectl) };
  expect(rowsOf(await ok('get', 'deploy', 'web'))[0]?.slice(0, 4)).toEqual(['web', '2/2', '2', '2']);
  expect(await ok('describe', 'deploy', 'web')).toMatch(/2 desired \| 2 updated \| 2 total \| 2 available/);
  expect(await ok('describe', 'hpa', 'worker')).toMatch(/Reference: +Deployment\/worker/);
  expect(await ok('apply', '-k', context.manifests)).toMatch(/^deployment\.apps\/web unchanged$/m);
  await ok('apply', '-k', context.manifests, '--dry-run=server');
  await ok('create', 'configmap', 'words', '--from-literal=one=1');
  await ok('autoscale', 'deploy', 'web', '--min=2', '--max=3', '--cpu-percent=70');
  await ok('delete', 'hpa', 'web');
  await ok('scale', 'deploy/web', '--replicas=1');
  await ok('set', 'image', 'deploy/web', 'web=registry.example/web:v2');
  await ok('rollout', 'status', 'deploy/web', '--timeout=60s');
  await ok('rollout', 'undo', 'deploy/web');
  await ok('rollout', 'status', 'deploy/web', '--timeout=60s');
  expect(await ok('logs', 'deploy/web', '--tail=1')).toMatch(/hello from web-/);
  await expectNamespaceDeleted(context);
});
