import { Argument, type Command } from 'commander';
import { isJson, withSystemOptions } from '../../options/with-system-options.ts';
import type { Dispatch } from '../../run-command.ts';
import type { SystemOptions } from '../../system/system-address.ts';
import type { Shell } from './completion.ts';

export function addCompletion(program: Command, dispatch: Dispatch): void {
  program
    .command('completion')
    .description('print what a shell needs to complete these commands')
    .addArgument(new Argument('<shell>', 'which one').choices(['bash', 'zsh', 'fish']))
    .option('--json', 'one JSON document on standard output, prose on standard error')
    .action((shell: Shell, options: Pick<SystemOptions, 'json'>) =>
      dispatch(
        async (terminal) => (await import('./completion.ts')).completion(shell, program, terminal),
        isJson(options),
      ),
    );
  withSystemOptions(program.command('deployments', { hidden: true }))
    .description('name the Deployments that run, for shell completion')
    .action((options: SystemOptions) =>
      dispatch(
        async (terminal) => (await import('./deployments.ts')).deployments(options, terminal),
        isJson(options),
      ),
    );
}
