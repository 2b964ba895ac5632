import { type Command, Option } from 'commander';
import { parseOption } from '../../options/parse-option.ts';
import { isJson, withSystemOptions } from '../../options/with-system-options.ts';
import type { Dispatch } from '../../run-command.ts';
import type { AuditOptions } from './audit.ts';

export function addAudit(program: Command, dispatch: Dispatch): void {
  withSystemOptions(program.command('audit'))
    .description('Check invariants of orders, money and stock across all databases')
    .option('--watch', 'repeat every 5 s until Ctrl-C; the exit code is that of the last audit')
    .option('--postgres <url>', 'audit the databases of this server, with a role that may read all of them')
    .addOption(durationOption('--settle <duration>', 'how long two databases may disagree', '10s'))
    .addOption(durationOption('--unresolved <duration>', 'how long an order may be in progress', '60s'))
    .action((options: AuditOptions) =>
      dispatch(async (terminal) => (await import('./audit.ts')).audit(options, terminal), isJson(options)),
    );
}

function durationOption(flags: string, description: string, otherwise: string): Option {
  return new Option(flags, description)
    .argParser(parseOption.durationMs)
    .default(parseOption.durationMs(otherwise), otherwise);
}
