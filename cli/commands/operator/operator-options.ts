import { Argument, type Command, InvalidArgumentError, Option } from 'commander';
import { isJson, withSystemOptions } from '../../options/with-system-options.ts';
import type { Dispatch } from '../../run-command.ts';
import type { SystemOptions } from '../../system/system-address.ts';
import type { ResolveOptions } from './operator-queue.ts';

/** `petstore operator`: list and resolve orders in state `needs-operator`. */
export function addOperator(program: Command, dispatch: Dispatch): void {
  const operator = program.command('operator').description('List or resolve orders that need an operator');
  withSystemOptions(operator.command('list'))
    .description('List the orders that need an operator, with step and reason')
    .action((options: SystemOptions) =>
      dispatch(
        async (terminal) => (await import('./operator-queue.ts')).listOperatorQueue(options, terminal),
        isJson(options),
      ),
    );
  withSystemOptions(operator.command('resolve'))
    .description('Let orders continue')
    .addArgument(new Argument('[order...]', 'order ids, as listed by list').argParser(parseOrderIds))
    .option('--all', 'every listed order')
    .addOption(
      new Option('--action <action>', 'retry: the cause is fixed; settled: the payment was settled by hand')
        .choices(['retry', 'settled'])
        .makeOptionMandatory(),
    )
    .addOption(
      new Option('--note <text>', 'what was found and done, for the record; 1 to 500 characters')
        .argParser(parseNote)
        .makeOptionMandatory(),
    )
    .action((orders: readonly string[], options: ResolveOptions) =>
      dispatch(
        async (terminal) => (await import('./operator-queue.ts')).resolveOrders(orders, options, terminal),
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
