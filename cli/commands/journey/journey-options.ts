import { Argument, type Command } from 'commander';
import { parseOption } from '../../options/parse-option.ts';
import { isJson, withSystemOptions } from '../../options/with-system-options.ts';
import type { Dispatch } from '../../run-command.ts';
import type { SystemOptions } from '../../system/system-address.ts';

export function addJourney(program: Command, dispatch: Dispatch): void {
  withSystemOptions(program.command('journey'))
    .description('Show every message of one correlation id as a tree of causes')
    .addArgument(
      new Argument(
        '<correlation-id>',
        'printed by `demo`, and in the header x-correlation-id of every response',
      ).argParser(parseOption.correlationId),
    )
    .action((correlationId: string, options: SystemOptions) =>
      dispatch(
        async (terminal) => (await import('./journey.ts')).journey(correlationId, options, terminal),
        isJson(options),
      ),
    );
}
