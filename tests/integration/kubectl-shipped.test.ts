import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findKubectls } from '../kubectl/find-kubectl.ts';
import { KubectlCommand, rowsOf } from '../kubectl/kubectl-command.ts';
import { RealSystem } from './testing/real-system.ts';
import { ShopClient } from './testing/shop-client.ts';

/** The commands of the README name this folder. */
const shipped = 'operational-scaling';
const root = join(import.meta.dirname, '../..');

const kubectls = findKubectls();
const tried = [...new Set([kubectls[0], kubectls.at(-1)])].filter((each) => each !== undefined);

let system: RealSystem;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kubectl-shipped-'));
  system = await RealSystem.prepare();
  await system.up();
});
afterAll(async () => {
  await system?.dispose();
  await rm(folder, { recursive: true, force: true });
});

async function kubectlOf(index: number): Promise<KubectlCommand> {
  const kubectl = tried[index];
  if (kubectl === undefined) throw new Error('there is no kubectl');
  const { stdout, exitCode, stderr } = await system.petstore('kubeconfig');
  expect(exitCode, stderr).toBe(0);
  const kubeconfig = join(folder, 'kubeconfig');
  await writeFile(kubeconfig, stdout, { mode: 0o600 });
  return new KubectlCommand({ kubectl, kubeconfig, home: join(folder, String(kubectl.minor)) });
}

/**
 * `kubectl apply` prints a line for each object. That it has configured a disruption budget it says every time, in any
 * cluster: it sends the selector again, which is to be replaced as a whole.
 */
function changedLines(applied: string): readonly string[] {
  const lines = applied.split('\n').filter((line) => line !== '' && !line.endsWith(' unchanged'));
  return lines.filter((line) => !/^poddisruptionbudget\.policy\/\S+ configured$/.test(line));
}

describe.each(tried.map(({ minor }, index) => ({ minor, index })))('kubectl 1.$minor', ({ index }) => {
  let kubectl: KubectlCommand;
  beforeAll(async () => {
    kubectl = await kubectlOf(index);
  });

  test('runs the lines of the README as they stand', async () => {
    const applied = await kubectl.ok('apply', '-f', join(root, shipped, 'hpa-vpa-manifests.yaml'));
    expect(applied).toMatch(/^horizontalpodautoscaler\.autoscaling\/petstore-domain /m);
    const follower = kubectl.follow('get', 'hpa', '-w');
    await follower.until(/^petstore-domain +Deployment\/petstore-domain +\S+/m);
    await follower.stop();
    const pods = await kubectl.ok('get', 'pods', '-o', 'name');
    const all = await kubectl.ok('apply', '-k', join(root, shipped));
    expect(all).toMatch(/^deployment\.apps\/gateway /m);
    expect(changedLines(await kubectl.ok('apply', '-k', join(root, shipped)))).toEqual([]);
    // What the files say was there already, so nothing was replaced.
    expect(await kubectl.ok('get', 'pods', '-o', 'name')).toBe(pods);
  });

  test('applies each file by itself', async () => {
    const files = (await readdir(join(root, shipped))).filter((name) => name !== 'kustomization.yaml');
    expect(files.length).toBeGreaterThan(10);
    for (const file of files.sort()) {
      const applied = await kubectl.ok('apply', '-f', join(root, shipped, file));
      expect([file, changedLines(applied)]).toEqual([file, []]);
    }
  });

  test('shows every Deployment ready, and the shop sells', async () => {
    const rows = rowsOf(await kubectl.ok('get', 'deploy'));
    expect(rows.map(([name]) => name)).toEqual([
      'analytics',
      'gateway',
      'ml-pet-advisor',
      'payment-provider',
      'payment-service',
      'petstore-domain',
    ]);
    for (const [name, ready = ''] of rows)
      expect([name, ready]).toEqual([name, expect.stringMatching(/^(\d+)\/\1$/)]);
    expect(rowsOf(await kubectl.ok('get', 'cluster,database')).length).toBeGreaterThan(3);
    const shop = new ShopClient(system.gatewayUrl);
    await shop.expectDelivered(await shop.order(`customer-00${index + 3}`));
  });
});

test.skipIf(process.env['CI'] !== 'true' && kubectls.length === 0)('some kubectl is tested', () => {
  expect(kubectls).not.toEqual([]);
});
