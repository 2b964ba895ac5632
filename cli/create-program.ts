import { Argument, Command, Option } from 'commander';
import { addAudit } from './add-audit.ts';
import { addManifests } from './add-manifests.ts';
import { addQuery } from './add-query.ts';
import { addRunning } from './add-running.ts';
import { addAdvisor } from './advisor/add-advisor.ts';
import type { Shell } from './commands/completion.ts';
import type { DemoOptions } from './commands/demo.ts';
import { addEvents } from './events/add-events.ts';
import { addOperator } from './operator/add-operator.ts';
import { parseOption } from './options/parse-option.ts';
import manifest from './package.json' with { type: 'json' };
import type { Command as CommandRun } from './run-command.ts';
import type { SystemOptions } from './system/system-address.ts';
import { describeWhatIfKinds } from './what-if/describe-kinds.ts';
import { type WhatIfKind, whatIfKindNames } from './what-if/what-if-kinds.ts';
import { isJson, withSystemOptions } from './with-system-options.ts';

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
  addRunning(program, dispatch);
  addAudit(program, dispatch);
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
