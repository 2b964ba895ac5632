import { type Command, Option } from 'commander';
import type { SystemOptions } from '../system/system-address.ts';
import { parseOption } from './parse-option.ts';

/** Options of every command that talks to a system. */
export function withSystemOptions(
  command: Command,
  json = 'print one JSON document on standard output, prose on standard error',
): Command {
  return command
    .option('--json', json)
    .addOption(
      new Option('--port-offset <n>', 'select the system by the offset of its ports')
        .default(0)
        .argParser(parseOption.portOffset),
    )
    .option('--data <dir>', 'data folder of the system (default: .petstore/OFFSET in the clone)');
}

export function isJson({ json }: Pick<SystemOptions, 'json'>): boolean {
  return json === true;
}
