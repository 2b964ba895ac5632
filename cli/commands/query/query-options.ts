import { type Command, Option } from 'commander';
import { parseOption } from '../../options/parse-option.ts';
import type { Dispatch } from '../../run-command.ts';
import type { QueryOptions } from './query.ts';

export function addQuery(program: Command, dispatch: Dispatch): void {
  program
    .command('query')
    .description('Evaluate a PromQL expression over the scraped metrics: a value, a table or a chart')
    .argument(
      '<expression>',
      "in quotes: 'sum by (job) (rate(http_server_request_duration_seconds_count[1m]))'",
    )
    .addOption(
      new Option('--range <duration>', 'evaluate a range of this length that ends now, or at --at').argParser(
        parseOption.durationMs,
      ),
    )
    .addOption(
      new Option(
        '--step <duration>',
        'interval between two points of a range (default: a 180th of the range, at least 1s)',
      ).argParser(parseOption.durationMs),
    )
    .addOption(
      new Option('--at <time>', 'evaluation time: RFC 3339, or seconds since 1970 (default: now)').argParser(
        parseOption.timeMs,
      ),
    )
    .addOption(new Option('--chart', 'draw a range as a chart (default on a terminal)').conflicts('table'))
    .option('--table', 'print first, last, least and greatest value of each series of a range')
    .option('--json', 'print the data of the Prometheus API as one JSON document on standard output')
    .addOption(
      new Option('--port-offset <n>', 'select the system by the offset of its ports')
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
