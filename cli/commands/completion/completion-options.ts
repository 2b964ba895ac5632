import { Argument, type Command } from 'commander';
import { isJson, withSystemOptions } from '../../options/with-system-options.ts';
import type { Dispatch } from '../../run-command.ts';
import type { SystemOptions } from '../../system/system-address.ts';
import type { Shell } from './completion.ts';

export function addCompletion(program: Command, dispatch: Dispatch): void {
  program
    .command('completion')
    .description('Print a completion script for a shell')
    .addArgument(new Argument('<shell>', 'name of the shell').choices(['bash', 'zsh', 'fish']))
    .option('--json', 'print one JSON document on standard output, prose on standard error')
    .action((shell: Shell, options: Pick<SystemOptions, 'json'>) =>
      dispatch(
        async (terminal) => (await import('./completion.ts')).completion(shell, program, terminal),
        isJson(options),
      ),
    );
  withSystemOptions(program.command('deployments', { hidden: true }))
    .description('Print the names of the running Deployments, for shell completion')
    .action((options: SystemOptions) =>
      dispatch(
        async (terminal) => (await import('./deployments.ts')).deployments(options, terminal),
        isJson(options),
      ),
    );
}
