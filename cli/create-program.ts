import { Argument, Command, Option } from 'commander';
import { addManifests } from './add-manifests.ts';
import { addQuery } from './add-query.ts';
import { addAdvisor } from './advisor/add-advisor.ts';
import type { Shell } from './commands/completion.ts';
import type { DemoOptions } from './commands/demo.ts';
import type { LogsOptions } from './commands/logs.ts';
import type { OperatorCall, OperatorOptions } from './commands/operator.ts';
import type { ScaleOptions } from './commands/scale.ts';
import type { StatusOptions } from './commands/status.ts';
import { addEvents } from './events/add-events.ts';
import { parseOption } from './options/parse-option.ts';
import manifest from './package.json' with { type: 'json' };
import type { Command as CommandRun } from './run-command.ts';
import { postgresVariable } from './system/postgres-variable.ts';
import type { SystemOptions } from './system/system-address.ts';
import { describeWhatIfKinds } from './what-if/describe-kinds.ts';
import { type WhatIfKind, whatIfKindNames } from './what-if/what-if-kinds.ts';

/** Runs a command that was understood; the exit code is its result. */
export type Dispatch = (run: CommandRun, isJson: boolean) => Promise<void>;

/** The whole command line; what a command does is loaded only when it is asked for, so that help and short commands are quick. */
export function createProgram(dispatch: Dispatch): Command {
  const program = new Command('petstore')
    .description('Runs the pet store of this clone on this machine, and shows what it does.')
    .version(manifest.version, '--version', 'tell the version')
    .exitOverride()
    .showSuggestionAfterError(true)
    .configureHelp({ sortSubcommands: false, showGlobalOptions: true })
    .addHelpText('after', exitCodes);
  addUp(program, dispatch);
  addDown(program, dispatch);
  addStatus(program, dispatch);
  addLogs(program, dispatch);
  addScale(program, dispatch);
  addRestart(program, dispatch);
  addJourney(program, dispatch);
  addEvents(program, dispatch);
  addOperator(program, dispatch);
  addDemo(program, dispatch);
  addQuery(program, dispatch);
  addWhatIf(program, dispatch);
  addManifests(program, dispatch);
  addAdvisor(program, dispatch);
  addCompletion(program, dispatch);
  return program;
}

const exitCodes = `
Exit codes: 0 done and held, 1 ran and a check failed, 2 bad usage or input, 3 could not start.`;

/** What every command takes. */
function withSystemOptions(
  command: Command,
  json = 'one JSON document on standard output, prose on standard error',
): Command {
  return command
    .option('--json', json)
    .addOption(
      new Option('--port-offset <n>', 'which system: added to each of its ports')
        .default(0)
        .argParser(parseOption.portOffset),
    )
    .option('--data <dir>', 'its data folder (default: .petstore/OFFSET in the clone)');
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

function addJourney(program: Command, dispatch: Dispatch): void {
  withSystemOptions(program.command('journey'))
    .description('every message of one correlation id, under what caused it')
    .addArgument(
      new Argument('<correlation-id>', 'as a demo prints it, and every response carries it').argParser(
        parseOption.correlationId,
      ),
    )
    .action((correlationId: string, options: SystemOptions) =>
      dispatch(
        async (terminal) => (await import('./commands/journey.ts')).journey(correlationId, options, terminal),
        isJson(options),
      ),
    );
}

function addOperator(program: Command, dispatch: Dispatch): void {
  withSystemOptions(program.command('operator'))
    .description('orders that nothing but a person can bring on: list them, resolve one')
    .addArgument(new Argument('<what>', 'which of the two').choices(['list', 'resolve']))
    .argument('[order]', 'the one to resolve')
    .addOption(
      new Option(
        '--action <action>',
        'retry: what stopped it is mended; settled: somebody has seen to the payment',
      ).choices(['retry', 'settled']),
    )
    .option('--note <text>', 'what was found and done; it stays on record')
    .action((what: OperatorCall['what'], order: string | undefined, options: OperatorOptions) =>
      dispatch(
        async (terminal) =>
          (await import('./commands/operator.ts')).operator({ ...options, what, order }, terminal),
        isJson(options),
      ),
    );
}

function addDemo(program: Command, dispatch: Dispatch): void {
  withSystemOptions(program.command('demo'))
    .description('walk a scenario through the running system, or through one of its own')
    .addOption(
      new Option('--scenario <name>', 'which one').choices(['complete_journey']).makeOptionMandatory(),
    )
    .option('--with-ml', 'ask for recommendations and follow them')
    .option('--track-messages', 'collect every message of the journey and check its cause')
    .addOption(
      new Option(
        '--seed <n>',
        'the same customer and wishes; pets that are gone are replaced (default: drawn)',
      ).argParser(parseOption.seed),
    )
    .option('--customer <id>', 'who shops (default: one of the personas)')
    .addOption(
      new Option('--customers <n>', 'so many journeys, of up to 60 customers at the same time')
        .argParser(parseOption.customers)
        .conflicts('customer'),
    )
    .option('--export-data', 'write journey_analytics.json and journey_data.csv into the current folder')
    .option('--output <dir>', 'write them there')
    .action((options: DemoOptions) =>
      dispatch(
        async (terminal) => (await import('./commands/demo.ts')).demo(options, terminal),
        isJson(options),
      ),
    );
}

function addWhatIf(program: Command, dispatch: Dispatch): void {
  program
    .command('what-if')
    .description(
      'what a controller would decide: cases as JSON on standard input, answers as JSON on standard output',
    )
    .addArgument(
      new Argument('<kind>', 'which decision').choices(whatIfKindNames).argParser(parseOption.whatIfKind),
    )
    .option('--json', 'nothing else is ever printed on standard output')
    .addHelpText('after', describeWhatIfKinds)
    .action((kind: WhatIfKind) =>
      // The document of an error would stand where the answers are looked for.
      dispatch(
        async (terminal) => (await import('./commands/what-if.ts')).whatIf(kind, process.stdin, terminal),
        false,
      ),
    );
}

function addCompletion(program: Command, dispatch: Dispatch): void {
  program
    .command('completion')
    .description('print what a shell needs to complete these commands')
    .addArgument(new Argument('<shell>', 'which one').choices(['bash', 'zsh', 'fish']))
    .option('--json', 'one JSON document on standard output, prose on standard error')
    .action((shell: Shell, options: Pick<SystemOptions, 'json'>) =>
      dispatch(
        async (terminal) => (await import('./commands/completion.ts')).completion(shell, program, terminal),
        isJson(options),
      ),
    );
  withSystemOptions(program.command('deployments', { hidden: true }))
    .description('name the Deployments that run, for shell completion')
    .action((options: SystemOptions) =>
      dispatch(
        async (terminal) => (await import('./commands/deployments.ts')).deployments(options, terminal),
        isJson(options),
      ),
    );
}

function isJson({ json }: Pick<SystemOptions, 'json'>): boolean {
  return json === true;
}
