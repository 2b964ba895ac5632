import type { Command } from 'commander';
import { isJson, withSystemOptions } from '../../options/with-system-options.ts';
import type { Dispatch } from '../../run-command.ts';
import type { StatusOptions } from './status.ts';

export function addStatus(program: Command, dispatch: Dispatch): void {
  withSystemOptions(program.command('status'))
    .description('Show Deployments, pods, addresses and processes')
    .option('--watch', 'refresh every second until Ctrl-C')
    .action((options: StatusOptions) =>
      dispatch(async (terminal) => (await import('./status.ts')).status(options, terminal), isJson(options)),
    );
}
