import { type Command, Option } from 'commander';
import { allowEnvOption } from '../../options/allow-env-option.ts';
import { parseOption } from '../../options/parse-option.ts';
import { isJson, withSystemOptions } from '../../options/with-system-options.ts';
import type { Dispatch } from '../../run-command.ts';
import { postgresVariable, type SystemOptions } from '../../system/system-address.ts';

export function addUp(program: Command, dispatch: Dispatch): void {
  withSystemOptions(program.command('up'))
    .description('Start the system and keep it running until Ctrl-C')
    .option('-f, --file <dir>', 'read the manifests from this folder (default: operational-scaling)')
    .option('--app <dir>', 'use this folder as /app in the containers (default: the build in dist)')
    .addOption(
      new Option(
        '--replicas <n>',
        'start every Deployment with this number of replicas, and let no autoscaler go below it (default: as in its manifest)',
      ).argParser(parseOption.replicas),
    )
    .option('--fixed-replicas', 'let no autoscaler change the number of replicas')
    .option('--fresh', 'forget the objects of earlier starts, but neither databases nor Secrets')
    .addOption(
      new Option(
        '--speed <n>',
        'let controllers decide n times as fast as in a cluster: their intervals, windows and query ranges are that much shorter (default: 1)',
      ).argParser(parseOption.speed),
    )
    .addOption(
      new Option(
        '--only <names>',
        'start only these Deployments, separated by commas; the others get no replicas',
      )
        .argParser(parseOption.names)
        .conflicts('walk'),
    )
    .addOption(
      new Option(
        '--set <name=value>',
        'set an environment variable in every container; repeatable',
      ).argParser(parseOption.variable),
    )
    .addOption(allowEnvOption())
    .addOption(
      new Option(
        '--allow-host <host>',
        'accept requests for this host name besides localhost; repeatable',
      ).argParser(parseOption.hosts),
    )
    .addOption(
      new Option(
        '--postgres <url>',
        "use this PostgreSQL server instead of an embedded one; the URL of an administrator's connection",
      ).env(postgresVariable),
    )
    .option('--walk', 'run one complete customer journey once the system is ready')
    .addOption(
      new Option(
        '--detach',
        'return once the system is ready and leave it running in the background',
      ).conflicts('walk'),
    )
    .addOption(new Option('--in-background').hideHelp())
    .action((options: SystemOptions) =>
      dispatch(async (terminal) => (await import('./up.ts')).up(options, terminal), isJson(options)),
    );
}
