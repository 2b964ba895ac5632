import { expect } from 'vitest';
import { rowsOf } from '../kubectl-command.ts';
import type { CommandGroup } from './command-context.ts';

/** Commands that this cluster does not serve: each is answered with the reason, and none hangs. */
export const refusedCommands: CommandGroup = {
  'exec, attach, cp and port-forward say why': async (context) => {
    const { kubectl } = context;
    const [name = ''] = (await kubectl.ok('get', 'pods', '-l', 'app=web', '-o', 'name')).split('\n');
    for (const args of [
      ['exec', name, '--', 'true'],
      ['attach', name],
      ['port-forward', name, ':7110'],
    ]) {
      const message = await kubectl.refused(...args);
      expect(message, args.join(' ')).toMatch(/not served|not allowed|not found|disabled|off/i);
    }
  },

  'a pod is not created by itself': async (context) => {
    const { kubectl } = context;
    expect(await kubectl.refused('run', 'single', '--image=registry.example/web:v1')).toMatch(
      /MethodNotAllowed|Forbidden/,
    );
  },

  'an object of a kind that is not served has no match': async (context) => {
    const { kubectl } = context;
    const input = 'apiVersion: batch/v1\nkind: Job\nmetadata:\n  name: once\nspec: {}\n';
    const { exitCode, stderr } = await kubectl.run(['apply', '-f', '-'], { input });
    expect([exitCode, stderr]).toEqual([
      1,
      expect.stringMatching(/no matches for kind "Job" in version "batch\/v1"/),
    ]);
  },

  'an object of a namespace that is not there is refused': async (context) => {
    const { kubectl } = context;
    expect(await kubectl.refused('create', 'configmap', 'lost', '-n', 'nowhere')).toMatch(
      /namespaces "nowhere" not found/,
    );
    expect(rowsOf(await kubectl.ok('get', 'ns', '--no-headers')).flat()).not.toContain('nowhere');
  },
};
