import { Argument, type Command, InvalidArgumentError, Option } from 'commander';
import { isJson, withSystemOptions } from '../../options/with-system-options.ts';
import type { Dispatch } from '../../run-command.ts';
import type { SystemOptions } from '../../system/system-address.ts';
import type { ResolveOptions } from './operator-queue.ts';

/** `petstore operator`: list and resolve orders in state `needs-operator`. */
export function addOperator(program: Command, dispatch: Dispatch): void {
  const operator = program
    .command('operator')
    .description('orders that nothing but a person can bring on: list them, resolve them');
  withSystemOptions(operator.command('list'))
    .description('which orders wait, at which step and why')
    .action((options: SystemOptions) =>
      dispatch(
        async (terminal) => (await import('./operator-queue.ts')).listParkedOrders(options, terminal),
        isJson(options),
      ),
    );
  withSystemOptions(operator.command('resolve'))
    .description('let orders go on')
    .addArgument(new Argument('[order...]', 'as list shows them').argParser(parseOrderIds))
    .option('--all', 'every order that waits')
    .addOption(
      new Option(
        '--action <action>',
        'retry: what stopped it is mended; settled: somebody has seen to the payment',
      )
        .choices(['retry', 'settled'])
        .makeOptionMandatory(),
    )
    .addOption(
      new Option('--note <text>', 'what was found and done; it stays on record')
        .argParser(parseNote)
        .makeOptionMandatory(),
    )
    .action((orders: readonly string[], options: ResolveOptions) =>
      dispatch(
        async (terminal) =>
          (await import('./operator-queue.ts')).resolveParkedOrders(orders, options, terminal),
        isJson(options),
      ),
    );
}

function parseOrderIds(text: string, earlier: readonly string[] = []): readonly string[] {
  if (/^[A-Za-z0-9][\w.-]{0,127}$/.test(text)) return [...earlier, text];
  throw new InvalidArgumentError('It must be an order id, as `operator list` shows it.');
}

function parseNote(text: string): string {
  const note = text.trim();
  if (note !== '' && note.length <= 500) return note;
  throw new InvalidArgumentError('It must be a text of 1 to 500 characters.');
}
