import { Argument, type Command, Option } from 'commander';
import { parseOption } from '../../options/parse-option.ts';
import { isJson, withSystemOptions } from '../../options/with-system-options.ts';
import type { Dispatch } from '../../run-command.ts';
import type { ScaleOptions } from './scale.ts';

export function addScale(program: Command, dispatch: Dispatch): void {
  withSystemOptions(program.command('scale'))
    .description('Set the number of replicas of a Deployment and wait until it is reached')
    .argument('<name>', 'a Deployment')
    .addArgument(new Argument('[count]', 'same as --replicas').argParser(parseOption.replicas))
    .addOption(new Option('--replicas <n>', 'number of replicas').argParser(parseOption.replicas))
    .action((name: string, count: number | undefined, options: ScaleOptions) =>
      dispatch(
        async (terminal) => (await import('./scale.ts')).scale({ ...options, name, count }, terminal),
        isJson(options),
      ),
    );
}
