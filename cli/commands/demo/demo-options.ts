import { type Command, Option } from 'commander';
import { parseOption } from '../../options/parse-option.ts';
import { isJson, withSystemOptions } from '../../options/with-system-options.ts';
import type { Dispatch } from '../../run-command.ts';
import type { DemoOptions } from './demo.ts';

export function addDemo(program: Command, dispatch: Dispatch): void {
  withSystemOptions(program.command('demo'))
    .description('Run a scenario against the running system, or against one started for it')
    .addOption(
      new Option('--scenario <name>', 'name of the scenario')
        .choices(['complete_journey'])
        .makeOptionMandatory(),
    )
    .option('--with-ml', 'ask for recommendations and buy from them')
    .option('--track-messages', 'collect every message of the journey and check its cause')
    .addOption(
      new Option(
        '--seed <n>',
        'repeat the choices of this seed; pets that are gone are replaced (default: random)',
      ).argParser(parseOption.seed),
    )
    .option('--customer <id>', 'customer id (default: one of the personas)')
    .addOption(
      new Option('--customers <n>', 'run this number of journeys, up to 60 customers at the same time')
        .argParser(parseOption.customers)
        .conflicts('customer'),
    )
    .option('--export-data', 'write journey_analytics.json and journey_data.csv into the current folder')
    .option('--output <dir>', 'write the exported files to this folder instead')
    .action((options: DemoOptions) =>
      dispatch(async (terminal) => (await import('./demo.ts')).demo(options, terminal), isJson(options)),
    );
}
