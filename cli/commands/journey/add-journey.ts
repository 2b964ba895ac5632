import { Argument, type Command } from 'commander';
import { parseOption } from '../../options/parse-option.ts';
import { isJson, withSystemOptions } from '../../options/with-system-options.ts';
import type { Dispatch } from '../../run-command.ts';
import type { SystemOptions } from '../../system/system-address.ts';

export function addJourney(program: Command, dispatch: Dispatch): void {
  withSystemOptions(program.command('journey'))
    .description('every message of one correlation id, under what caused it')
    .addArgument(
      new Argument('<correlation-id>', 'as a demo prints it, and every response carries it').argParser(
        parseOption.correlationId,
      ),
    )
    .action((correlationId: string, options: SystemOptions) =>
      dispatch(
        async (terminal) => (await import('./journey.ts')).journey(correlationId, options, terminal),
        isJson(options),
      ),
    );
}
