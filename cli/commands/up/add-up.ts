import { type Command, Option } from 'commander';
import { allowEnvOption } from '../../options/allow-env-option.ts';
import { parseOption } from '../../options/parse-option.ts';
import { isJson, withSystemOptions } from '../../options/with-system-options.ts';
import type { Dispatch } from '../../run-command.ts';
import { postgresVariable, type SystemOptions } from '../../system/system-address.ts';

export function addUp(program: Command, dispatch: Dispatch): void {
  withSystemOptions(program.command('up'))
    .description('run the manifests on this machine until Ctrl-C')
    .option('-f, --file <dir>', 'the folder of manifests (default: operational-scaling)')
    .option('--app <dir>', 'stands for /app in the containers (default: the build in dist)')
    .addOption(
      new Option('--replicas <n>', 'instead of the count of each Deployment').argParser(parseOption.replicas),
    )
    .addOption(
      new Option('--only <names>', 'these Deployments, with commas between; the others wait')
        .argParser(parseOption.names)
        .conflicts('walk'),
    )
    .addOption(
      new Option(
        '--set <name=value>',
        'an environment variable of every container; as often as wanted',
      ).argParser(parseOption.variable),
    )
    .addOption(allowEnvOption())
    .addOption(
      new Option(
        '--allow-host <host>',
        'a name besides localhost under which the ports are asked; as often as wanted',
      ).argParser(parseOption.hosts),
    )
    .addOption(
      new Option('--postgres <url>', "an administrator's connection to a server to use instead").env(
        postgresVariable,
      ),
    )
    .option('--walk', 'then walk one complete customer journey through it')
    .addOption(
      new Option('--detach', 'leave it running in the background once it is ready').conflicts('walk'),
    )
    .addOption(new Option('--in-background').hideHelp())
    .action((options: SystemOptions) =>
      dispatch(async (terminal) => (await import('./up.ts')).up(options, terminal), isJson(options)),
    );
}
