import { Argument, type Command, Option } from 'commander';
import { parseOption } from '../../options/parse-option.ts';
import { isJson, withSystemOptions } from '../../options/with-system-options.ts';
import type { Dispatch } from '../../run-command.ts';
import type { ScaleOptions } from './scale.ts';

export function addScale(program: Command, dispatch: Dispatch): void {
  withSystemOptions(program.command('scale'))
    .description('set how many replicas a Deployment has, and wait for it')
    .argument('<name>', 'a Deployment')
    .addArgument(new Argument('[count]', 'the same as --replicas').argParser(parseOption.replicas))
    .addOption(new Option('--replicas <n>', 'how many').argParser(parseOption.replicas))
    .action((name: string, count: number | undefined, options: ScaleOptions) =>
      dispatch(
        async (terminal) => (await import('./scale.ts')).scale({ ...options, name, count }, terminal),
        isJson(options),
      ),
    );
}
