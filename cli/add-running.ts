import { Argument, type Command, Option } from 'commander';
import type { LogsOptions } from './commands/logs.ts';
import type { ScaleOptions } from './commands/scale.ts';
import type { StatusOptions } from './commands/status.ts';
import type { Dispatch } from './create-program.ts';
import { allowEnvOption } from './options/allow-env-option.ts';
import { parseOption } from './options/parse-option.ts';
import { postgresVariable } from './system/postgres-variable.ts';
import type { SystemOptions } from './system/system-address.ts';
import { isJson, withSystemOptions } from './with-system-options.ts';

/** What starts a system, ends it, and changes what runs of it. */
export function addRunning(program: Command, dispatch: Dispatch): void {
  addUp(program, dispatch);
  addDown(program, dispatch);
  addStatus(program, dispatch);
  addLogs(program, dispatch);
  addScale(program, dispatch);
  addRestart(program, dispatch);
}

function addUp(program: Command, dispatch: Dispatch): void {
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
      dispatch(async (terminal) => (await import('./commands/up.ts')).up(options, terminal), isJson(options)),
    );
}

function addDown(program: Command, dispatch: Dispatch): void {
  withSystemOptions(program.command('down'))
    .description('end it, and wait until nothing of it is left')
    .option('--wipe', 'then delete its data folder')
    .action((options: SystemOptions) =>
      dispatch(
        async (terminal) => (await import('./commands/down.ts')).down(options, terminal),
        isJson(options),
      ),
    );
}

function addStatus(program: Command, dispatch: Dispatch): void {
  withSystemOptions(program.command('status'))
    .description('what runs, and where')
    .option('--watch', 'go on showing it until Ctrl-C')
    .action((options: StatusOptions) =>
      dispatch(
        async (terminal) => (await import('./commands/status.ts')).status(options, terminal),
        isJson(options),
      ),
    );
}

function addLogs(program: Command, dispatch: Dispatch): void {
  withSystemOptions(program.command('logs'), 'one JSON document a line on standard output')
    .description('what the pods printed, oldest first')
    .argument('[name]', 'a Deployment or a pod (default: all)')
    .addOption(
      new Option('--correlation-id <id>', 'only lines of one customer interaction').argParser(
        parseOption.correlationId,
      ),
    )
    .addOption(new Option('--tail <n>', 'only the newest lines').argParser(parseOption.count))
    .addOption(new Option('--since <duration>', 'such as 90s or 5m').argParser(parseOption.durationMs))
    .option('--follow', 'go on with each new line until Ctrl-C')
    .action((name: string | undefined, options: LogsOptions) =>
      dispatch(
        async (terminal) => (await import('./commands/logs.ts')).logs(name, options, terminal),
        isJson(options),
      ),
    );
}

function addScale(program: Command, dispatch: Dispatch): void {
  withSystemOptions(program.command('scale'))
    .description('set how many replicas a Deployment has, and wait for it')
    .argument('<name>', 'a Deployment')
    .addArgument(new Argument('[count]', 'the same as --replicas').argParser(parseOption.replicas))
    .addOption(new Option('--replicas <n>', 'how many').argParser(parseOption.replicas))
    .action((name: string, count: number | undefined, options: ScaleOptions) =>
      dispatch(
        async (terminal) =>
          (await import('./commands/scale.ts')).scale({ ...options, name, count }, terminal),
        isJson(options),
      ),
    );
}

function addRestart(program: Command, dispatch: Dispatch): void {
  withSystemOptions(program.command('restart'))
    .description('replace every pod of a Deployment, new before old, and wait for it')
    .argument('<name>', 'a Deployment')
    .action((name: string, options: SystemOptions) =>
      dispatch(
        async (terminal) => (await import('./commands/restart.ts')).restart(name, options, terminal),
        isJson(options),
      ),
    );
}
