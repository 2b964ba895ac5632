import { type Command, Option } from 'commander';
import { parseOption } from '../../options/parse-option.ts';
import type { Dispatch } from '../../run-command.ts';
import type { QueryOptions } from './query.ts';

export function addQuery(program: Command, dispatch: Dispatch): void {
  program
    .command('query')
    .description('ask PromQL of what runs: one number, a table, or a chart over time')
    .argument(
      '<expression>',
      "the expression, in quotes: 'sum by (job) (rate(http_server_request_duration_seconds_count[1m]))'",
    )
    .addOption(
      new Option('--range <duration>', 'from so long ago until now, or until --at').argParser(
        parseOption.durationMs,
      ),
    )
    .addOption(
      new Option(
        '--step <duration>',
        'between two points of a range (default: as the width allows)',
      ).argParser(parseOption.durationMs),
    )
    .addOption(
      new Option('--at <time>', 'another time than now: RFC 3339, or seconds since 1970').argParser(
        parseOption.timeMs,
      ),
    )
    .addOption(new Option('--chart', 'a chart of a range (default: in a terminal)').conflicts('table'))
    .option('--table', 'first, last, least and greatest of each series of a range instead')
    .option(
      '--json',
      "the data of Prometheus' API as one document on standard output, prose on standard error",
    )
    .addOption(
      new Option('--port-offset <n>', 'which system: added to each of its ports')
        .default(0)
        .argParser(parseOption.portOffset),
    )
    .action((expression: string, options: QueryOptions) =>
      dispatch(
        async (terminal) => (await import('./query.ts')).query(expression, options, terminal),
        options.json === true,
      ),
    );
}
