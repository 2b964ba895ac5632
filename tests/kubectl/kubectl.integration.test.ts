import { execFile, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TestCluster } from '@petstore/engine/testing';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { deployment, namespace, writeObjects } from './cluster-objects.ts';
import { findKubectls } from './find-kubectl.ts';

const kubectls = findKubectls();
const usage = {
  namespace,
  name: 'web-1-a',
  timestampMs: Date.UTC(2026, 0, 1),
  windowSeconds: 15,
  containers: [{ name: 'main', cpuMillicores: 12, memoryBytes: 64 * 1024 * 1024 }],
};

let cluster: TestCluster;
let home = '';
let environment: NodeJS.ProcessEnv;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'kubectl-home-'));
  cluster = await TestCluster.start({ podMetrics: { of: () => usage, list: () => [usage] } });
  const { store, logs } = cluster;
  const ask = (path: string, body: object) => cluster.ask(path, { method: 'POST', body });
  await writeObjects({ store, logs, ask });
  environment = {
    PATH: process.env['PATH'],
    HOME: home,
    KUBECONFIG: await cluster.keepKubeconfig(namespace),
  };
});
afterEach(async () => {
  await cluster.stop();
  await rm(home, { recursive: true, force: true });
});

/** What it prints, standard error last; a command that fails is no error here. */
function run(path: string, command: string): Promise<string> {
  return new Promise((resolve) => {
    const options = { env: environment, timeout: 60_000 };
    execFile(path, command.split(' '), options, (_error, stdout, stderr) => resolve(stdout + stderr));
  });
}

test('there is a kubectl to try', () => {
  if (process.env['CI'] === 'true') expect(kubectls).not.toEqual([]);
});

describe.each(kubectls)('kubectl 1.$minor', ({ path, minor }) => {
  test('shows objects in the columns of their kinds', async () => {
    const all = await run(path, 'get all');
    expect(all).toMatch(/^pod\/web-1-a +1\/1 +Running +0 /m);
    expect(all).toMatch(/^deployment\.apps\/web +1\/1 +1 +1 /m);
    expect(await run(path, 'get deploy -o wide')).toMatch(/IMAGES +SELECTOR\nweb .* main +web:v1 +app=web/);
    expect(await run(path, 'get deploy,rs -A -l app=web -o name')).toBe(
      'deployment.apps/web\nreplicaset.apps/web-1\n',
    );
    expect(await run(path, 'get pods --field-selector status.phase=Running -o name')).toBe('pod/web-1-a\n');
    expect(await run(path, 'describe deploy web')).toMatch(/NewReplicaSet: +web-1 \(1\/1 replicas created\)/);
    expect(await run(path, 'logs deploy/web --tail=1')).toBe('two\n');
    expect(await run(path, 'top pods')).toMatch(/^web-1-a +12m +64Mi/m);
    expect(await run(path, 'api-resources --api-group=apps')).toMatch(/deployments +deploy/);
    expect(await run(path, 'get gadgets')).toContain('have a resource type "gadgets"');
    expect(await run(path, 'exec web-1-a -- ls')).toContain('exec and cp are off here');
  });

  test('follows changes', async () => {
    const child = spawn(path, ['get', 'deploy', '-w', '--no-headers'], { env: environment });
    let printed = '';
    child.stdout.on('data', (chunk) => {
      printed += String(chunk);
    });
    try {
      await vi.waitFor(() => expect(printed).toMatch(/^web +1\/1/));
      await run(path, 'scale deploy/web --replicas=3');
      await vi.waitFor(() => expect(printed).toMatch(/^web +1\/3/m));
    } finally {
      child.kill();
    }
  });

  test('applies, changes and deletes objects', async () => {
    const file = join(home, 'web.json');
    const apply = async (replicas: unknown) => {
      await writeFile(file, JSON.stringify({ ...deployment, spec: { ...deployment.spec, replicas } }));
      return run(path, `apply -f ${file}`);
    };
    expect(await apply(2)).toContain('deployment.apps/web configured');
    expect(await run(path, 'get deploy web -o jsonpath={.spec.replicas}')).toBe('2');
    expect(await apply('two')).toContain('spec.replicas');
    expect(await run(path, 'set image deploy/web main=web:v2')).toContain('image updated');
    expect(await run(path, 'rollout restart deploy/web')).toContain('restarted');
    expect(await run(path, 'label deploy/web note=a')).toContain('labeled');
    expect(await run(path, 'create configmap settings --from-literal=a=b')).toContain('created');
    expect(await run(path, 'get cm settings -o jsonpath={.data.a}')).toBe('b');
    expect(await run(path, 'delete deploy/web cm/settings')).toContain('configmap "settings" deleted');
    expect(await run(path, 'get deploy')).toContain('No resources found');
    if (minor < 25) return;
    expect(await run(path, `apply --dry-run=server -f ${file}`)).toContain('spec.replicas');
  });
});
