import { type Command, Option } from 'commander';
import { parseOption } from '../../options/parse-option.ts';
import { isJson, withSystemOptions } from '../../options/with-system-options.ts';
import type { Dispatch } from '../../run-command.ts';
import type { LogsOptions } from './logs.ts';

export function addLogs(program: Command, dispatch: Dispatch): void {
  withSystemOptions(program.command('logs'), 'print one JSON document per line on standard output')
    .description('Print the log lines of the pods, oldest first')
    .argument('[name]', 'a Deployment or a pod (default: all)')
    .addOption(
      new Option('--correlation-id <id>', 'only lines with this correlation id').argParser(
        parseOption.correlationId,
      ),
    )
    .addOption(new Option('--tail <n>', 'only the newest n lines').argParser(parseOption.count))
    .addOption(
      new Option('--since <duration>', 'only lines of this last period, such as 90s or 5m').argParser(
        parseOption.durationMs,
      ),
    )
    .option('--follow', 'print each new line until Ctrl-C')
    .action((name: string | undefined, options: LogsOptions) =>
      dispatch(
        async (terminal) => (await import('./logs.ts')).logs(name, options, terminal),
        isJson(options),
      ),
    );
}
