import { expect, vi } from 'vitest';
import { rowsOf } from '../kubectl-command.ts';
import type { CommandGroup } from './command-context.ts';

const imagePath = 'jsonpath={.spec.template.spec.containers[0].image}';

/** rollout, in every form, and wait. */
export const rolloutCommands: CommandGroup = {
  'status waits until the new pods are available and the old ones gone': async (context) => {
    const { kubectl } = context;
    await kubectl.ok('set', 'image', 'deploy/web', 'web=registry.example/web:v3');
    expect(await kubectl.ok('rollout', 'status', 'deploy/web', '--timeout=60s')).toMatch(
      /deployment "web" successfully rolled out\n$/,
    );
    // A ReplicaSet that is scaled down waits for nothing, as in a cluster.
    await vi.waitFor(async () =>
      expect(rowsOf(await kubectl.ok('get', 'pods', '-l', 'app=web'))).toHaveLength(2),
    );
  },

  'history lists revisions, and shows one': async (context) => {
    const { kubectl } = context;
    const history = await kubectl.ok('rollout', 'history', 'deploy/web');
    const revisions = [...history.matchAll(/^(\d+)\s/gm)].map(([, revision]) => Number(revision));
    expect(revisions.length).toBeGreaterThan(1);
    expect(revisions).toEqual([...revisions].sort((one, other) => one - other));
    const latest = await kubectl.ok('rollout', 'history', 'deploy/web', `--revision=${revisions.at(-1)}`);
    expect(latest).toMatch(/Image:\s+registry\.example\/web:v3/);
  },

  'undo returns to the revision before, which becomes the latest': async (context) => {
    const { kubectl } = context;
    const setsBefore = rowsOf(await kubectl.ok('get', 'rs', '-l', 'app=web')).length;
    await kubectl.ok('rollout', 'undo', 'deploy/web');
    await kubectl.ok('rollout', 'status', 'deploy/web', '--timeout=60s');
    expect(await kubectl.ok('get', 'deploy', 'web', '-o', imagePath)).toBe('registry.example/web:v2');
    // The same template is the same ReplicaSet: none is added, and its revision is the next one.
    expect(rowsOf(await kubectl.ok('get', 'rs', '-l', 'app=web'))).toHaveLength(setsBefore);
    const history = await kubectl.ok('rollout', 'history', 'deploy/web');
    const [first] = [...history.matchAll(/^(\d+)\s/gm)].map(([, revision]) => Number(revision));
    await kubectl.ok('rollout', 'undo', 'deploy/web', `--to-revision=${first}`);
    await kubectl.ok('rollout', 'status', 'deploy/web', '--timeout=60s');
    expect(await kubectl.ok('get', 'deploy', 'web', '-o', imagePath)).toBe('registry.example/web:v1');
    expect(await kubectl.refused('rollout', 'undo', 'deploy/web', '--to-revision=99')).toMatch(
      /unable to find specified revision 99/,
    );
  },

  'restart replaces every pod': async (context) => {
    const { kubectl } = context;
    const names = async () =>
      (await kubectl.ok('get', 'pods', '-l', 'app=web', '-o', 'name')).trim().split('\n');
    const before = await names();
    await kubectl.ok('rollout', 'restart', 'deploy/web');
    await kubectl.ok('rollout', 'status', 'deploy/web', '--timeout=60s');
    await vi.waitFor(async () => {
      const after = await names();
      expect(after).toHaveLength(2);
      expect(after.filter((name) => before.includes(name))).toEqual([]);
    });
  },

  'pause holds changes back until resume': async (context) => {
    const { kubectl } = context;
    await kubectl.ok('rollout', 'pause', 'deploy/web');
    const sets = async () => rowsOf(await kubectl.ok('get', 'rs', '-l', 'app=web')).length;
    const before = await sets();
    await kubectl.ok('set', 'env', 'deploy/web', 'PAUSED=yes');
    await kubectl.ok('wait', '--for=condition=Progressing=Unknown', 'deploy/web', '--timeout=30s');
    expect(await sets()).toBe(before);
    expect(await kubectl.refused('rollout', 'restart', 'deploy/web')).toMatch(/paused/);
    await kubectl.ok('rollout', 'resume', 'deploy/web');
    await kubectl.ok('rollout', 'status', 'deploy/web', '--timeout=60s');
    expect(await sets()).toBe(before + 1);
  },

  'a template that cannot run leaves the old pods in place, and undo ends the attempt': async (context) => {
    const { kubectl } = context;
    const before = (await kubectl.ok('get', 'pods', '-l', 'app=web', '-o', 'name')).trim().split('\n');
    const command = [
      { op: 'replace', path: '/spec/template/spec/containers/0/command', value: ['node', '/app/no.mjs'] },
    ];
    const deadline = [{ op: 'add', path: '/spec/progressDeadlineSeconds', value: 3 }];
    await kubectl.ok('patch', 'deploy/web', '--type=json', '-p', JSON.stringify([...command, ...deadline]));
    const failed = await kubectl.refused('rollout', 'status', 'deploy/web', '--timeout=60s');
    expect(failed).toMatch(/deployment "web" exceeded its progress deadline/);
    const now = await kubectl.ok('get', 'pods', '-l', 'app=web');
    expect(now).toMatch(/CrashLoopBackOff|Error/);
    for (const pod of before) expect(now).toContain(pod.replace('pod/', ''));
    await kubectl.ok('rollout', 'undo', 'deploy/web');
    await kubectl.ok('rollout', 'status', 'deploy/web', '--timeout=60s');
  },

  'wait returns when a condition holds, and says when it does not': async (context) => {
    const { kubectl } = context;
    expect(await kubectl.ok('wait', '--for=condition=available', 'deploy/web', '--timeout=30s')).toBe(
      'deployment.apps/web condition met\n',
    );
    expect(
      await kubectl.ok('wait', '--for=condition=ready', 'pod', '-l', 'app=web', '--timeout=30s'),
    ).toMatch(/condition met/);
    expect(await kubectl.refused('wait', '--for=condition=never', 'deploy/web', '--timeout=1s')).toMatch(
      /timed out waiting for the condition/,
    );
  },
};
