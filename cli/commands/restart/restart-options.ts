import type { Command } from 'commander';
import { isJson, withSystemOptions } from '../../options/with-system-options.ts';
import type { Dispatch } from '../../run-command.ts';
import type { SystemOptions } from '../../system/system-address.ts';

export function addRestart(program: Command, dispatch: Dispatch): void {
  withSystemOptions(program.command('restart'))
    .description('Replace every pod of a Deployment in a rolling restart and wait until it is done')
    .argument('<name>', 'a Deployment')
    .action((name: string, options: SystemOptions) =>
      dispatch(
        async (terminal) => (await import('./restart.ts')).restart(name, options, terminal),
        isJson(options),
      ),
    );
}
