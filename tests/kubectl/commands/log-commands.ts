import { expect, vi } from 'vitest';
import type { CommandContext, CommandGroup } from './command-context.ts';

async function workerPod({ kubectl }: CommandContext): Promise<string> {
  return (await kubectl.ok('get', 'pods', '-l', 'app=worker', '-o', 'name')).trim().split('\n')[0] ?? '';
}

/** logs, in every form. */
export const logCommands: CommandGroup = {
  'prints those of a Deployment, of a pod and of one container': async (context) => {
    const { kubectl } = context;
    expect(await kubectl.ok('logs', 'deploy/worker', '-c', 'worker')).toMatch(/^nothing to say from worker-/);
    const pod = await workerPod(context);
    const clock = await kubectl.ok('logs', pod, '-c', 'clock');
    expect(clock).toMatch(/^tick 1\ntick 2\n/);
    expect(await kubectl.refused('logs', pod, '-c', 'nobody')).toMatch(/nobody/);
    expect(await kubectl.refused('logs', 'pod/nobody')).toMatch(/pods "nobody" not found/);
  },

  'limits them by number, age and selector, with times': async (context) => {
    const { kubectl } = context;
    const pod = await workerPod(context);
    expect(await kubectl.ok('logs', pod, '-c', 'clock', '--tail=2')).toMatch(/^tick \d+\ntick \d+\n$/);
    const recent = await kubectl.ok('logs', pod, '-c', 'clock', '--since=1s');
    expect(recent.split('\n').length).toBeLessThan(12);
    expect(await kubectl.ok('logs', pod, '-c', 'clock', '--tail=1', '--timestamps')).toMatch(
      /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z tick \d+\n$/,
    );
    const both = await kubectl.ok('logs', '-l', 'app=worker', '--all-containers', '--prefix');
    expect(both).toMatch(/\[pod\/worker-\S+\/clock\] tick \d+/);
    expect(both).toMatch(/\[pod\/worker-\S+\/worker\] nothing to say/);
  },

  'follows them': async (context) => {
    const { kubectl } = context;
    const follower = kubectl.follow('logs', '-f', await workerPod(context), '-c', 'clock', '--tail=1');
    await follower.until(/^tick \d+\ntick \d+\n/);
    await follower.stop();
  },

  'keeps those of the run before': async (context) => {
    const { kubectl, namespace } = context;
    const pod = await workerPod(context);
    expect(await kubectl.refused('logs', pod, '-c', 'worker', '--previous')).toMatch(
      /previous terminated container "worker" in pod .* not found/,
    );
    const path = 'jsonpath={.metadata.annotations.petstore\\.dev/ports}';
    const ports = JSON.parse(await kubectl.ok('get', pod, '-o', path)) as Record<string, number>;
    expect(namespace).not.toBe('');
    await fetch(`http://127.0.0.1:${ports['7120']}/leave`);
    await vi.waitFor(async () => {
      expect(await kubectl.ok('logs', pod, '-c', 'worker', '--previous')).toMatch(/leaving\n$/);
    });
    expect(await kubectl.ok('get', pod)).toMatch(/\s1( \(\S+ ago\))?\s/);
    await kubectl.ok('wait', '--for=condition=ready', pod, '--timeout=30s');
  },
};
