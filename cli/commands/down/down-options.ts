import type { Command } from 'commander';
import { isJson, withSystemOptions } from '../../options/with-system-options.ts';
import type { Dispatch } from '../../run-command.ts';
import type { SystemOptions } from '../../system/system-address.ts';

export function addDown(program: Command, dispatch: Dispatch): void {
  withSystemOptions(program.command('down'))
    .description('Stop the system and wait until its processes have ended')
    .option('--wipe', 'also delete its data folder and databases')
    .action((options: SystemOptions) =>
      dispatch(async (terminal) => (await import('./down.ts')).down(options, terminal), isJson(options)),
    );
}
