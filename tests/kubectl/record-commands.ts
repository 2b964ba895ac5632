import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { ApiClient } from './api-client.ts';
import type { Kubectl } from './find-kubectl.ts';
import { FixtureCluster, fixtureNamespace } from './fixture-cluster.ts';
import { KubectlCommand } from './kubectl-command.ts';
import type { RecordedCommand, Recording } from './recorded-exchange.ts';
import { RecordingProxy } from './recording-proxy.ts';

/** `FILE` stands for a file that changes the fixture's Deployment. */
const commands: readonly (readonly string[])[] = [
  ['api-resources'],
  ['get', 'deploy', 'web'],
  ['get', 'hpa', 'worker', '-o', 'yaml'],
  ['get', 'pods', '-A', '--sort-by=.metadata.name'],
  ['describe', 'deploy', 'web'],
  ['describe', 'hpa', 'worker'],
  ['describe', 'svc', 'web'],
  ['events', '--for', 'deployment/web'],
  ['apply', '--dry-run=server', '-f', 'FILE'],
  ['diff', '-f', 'FILE'],
  ['apply', '-f', 'FILE'],
  ['create', 'configmap', 'words', '--from-literal=one=1'],
  ['create', 'secret', 'generic', 'keys', '--from-literal=key=hidden'],
  ['create', 'serviceaccount', 'robot'],
  ['create', 'namespace', 'another'],
  ['create', 'deployment', 'made', '--image=registry.example/made:v1', '--', 'node', '/app/tick.mjs'],
  ['create', 'configmap', 'words', '--from-literal=one=1', '-n', 'nowhere'],
  ['scale', 'deploy/web', '--replicas=3'],
  ['set', 'image', 'deploy/web', 'web=registry.example/web:v2'],
  ['rollout', 'restart', 'deploy/web'],
  ['rollout', 'undo', 'deploy/web'],
  ['rollout', 'status', 'deploy/web'],
  ['label', 'deploy', 'web', 'team=a'],
  ['patch', 'hpa', 'worker', '-p', '{"spec":{"maxReplicas":4}}'],
  ['autoscale', 'deploy', 'web', '--min=2', '--max=3', '--cpu-percent=70'],
  ['wait', '--for=condition=available', 'deploy/web'],
  // By then its pods have been measured twice.
  ['top', 'pod', '-l', 'app=worker'],
  ['delete', 'hpa', 'web'],
  ['delete', 'deploy', 'made'],
];

/** Of those that do not end with success. */
const exitCodes: ReadonlyMap<string, number> = new Map([
  ['kubectl diff -f FILE', 1],
  ['kubectl create configmap words --from-literal=one=1 -n nowhere', 1],
]);

/** Runs the commands on a system of their own and returns what the kubectl sent for each. */
export async function recordCommands(kubectl: Kubectl): Promise<Recording> {
  const cluster = await FixtureCluster.start();
  const api = await ApiClient.of(cluster);
  const proxy = await RecordingProxy.start(api);
  try {
    const kubeconfig = await cluster.writeKubeconfig(fixtureNamespace, proxy.url);
    const command = new KubectlCommand({ kubectl, kubeconfig, home: cluster.folder });
    const changed = join(cluster.folder, 'changed.yaml');
    const web = await readFile(join(cluster.manifests, 'web.yaml'), 'utf8');
    await writeFile(changed, web.replace('cpu: 20m', 'cpu: 25m'));
    const recorded: RecordedCommand[] = [];
    for (const args of commands) {
      const said = `kubectl ${args.join(' ')}`;
      const { exitCode, stdout, stderr } = await command.run(
        args.map((arg) => (arg === 'FILE' ? changed : arg)),
      );
      expect(exitCode, `${said}\n${stdout}${stderr}`).toBe(exitCodes.get(said) ?? 0);
      recorded.push({ command: said, exchanges: proxy.take() });
    }
    return { minor: kubectl.minor, commands: recorded };
  } finally {
    proxy.close();
    await api.close();
    await cluster.dispose();
  }
}
