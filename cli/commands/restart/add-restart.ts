import type { Command } from 'commander';
import { isJson, withSystemOptions } from '../../options/with-system-options.ts';
import type { Dispatch } from '../../run-command.ts';
import type { SystemOptions } from '../../system/system-address.ts';

export function addRestart(program: Command, dispatch: Dispatch): void {
  withSystemOptions(program.command('restart'))
    .description('replace every pod of a Deployment, new before old, and wait for it')
    .argument('<name>', 'a Deployment')
    .action((name: string, options: SystemOptions) =>
      dispatch(
        async (terminal) => (await import('./restart.ts')).restart(name, options, terminal),
        isJson(options),
      ),
    );
}
