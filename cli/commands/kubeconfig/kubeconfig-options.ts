import type { Command } from 'commander';
import { isJson, withSystemOptions } from '../../options/with-system-options.ts';
import type { Dispatch } from '../../run-command.ts';
import type { SystemOptions } from '../../system/system-address.ts';

export function addKubeconfig(program: Command, dispatch: Dispatch): void {
  withSystemOptions(program.command('kubeconfig'))
    .description('Print the kubeconfig with which kubectl reaches the system')
    .action((options: SystemOptions) =>
      dispatch(
        async (terminal) => (await import('./kubeconfig.ts')).kubeconfig(options, terminal),
        isJson(options),
      ),
    );
}
