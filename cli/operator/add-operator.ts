import { Argument, type Command, Option } from 'commander';
import type { Dispatch } from '../create-program.ts';
import { parseOption } from '../options/parse-option.ts';
import type { SystemOptions } from '../system/system-address.ts';
import { isJson, withSystemOptions } from '../with-system-options.ts';
import type { ResolveOptions } from './parked-orders.ts';

/** `petstore operator`: orders that the shop could not bring to their end by itself. */
export function addOperator(program: Command, dispatch: Dispatch): void {
  const operator = program
    .command('operator')
    .description('orders that nothing but a person can bring on: list them, resolve them');
  withSystemOptions(operator.command('list'))
    .description('which orders wait, at which step and why')
    .action((options: SystemOptions) =>
      dispatch(
        async (terminal) => (await import('./parked-orders.ts')).listParkedOrders(options, terminal),
        isJson(options),
      ),
    );
  withSystemOptions(operator.command('resolve'))
    .description('let orders go on')
    .addArgument(new Argument('[order...]', 'as list shows them').argParser(parseOption.orderIds))
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
        .argParser(parseOption.note)
        .makeOptionMandatory(),
    )
    .action((orders: readonly string[], options: ResolveOptions) =>
      dispatch(
        async (terminal) =>
          (await import('./parked-orders.ts')).resolveParkedOrders(orders, options, terminal),
        isJson(options),
      ),
    );
}
