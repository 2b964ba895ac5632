import { type Command, Option } from 'commander';
import { parseOption } from '../../options/parse-option.ts';
import { isJson, withSystemOptions } from '../../options/with-system-options.ts';
import type { Dispatch } from '../../run-command.ts';
import type { DemoOptions } from './demo.ts';

export function addDemo(program: Command, dispatch: Dispatch): void {
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
      dispatch(async (terminal) => (await import('./demo.ts')).demo(options, terminal), isJson(options)),
    );
}
