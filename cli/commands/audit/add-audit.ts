import { type Command, Option } from 'commander';
import { parseOption } from '../../options/parse-option.ts';
import { isJson, withSystemOptions } from '../../options/with-system-options.ts';
import type { Dispatch } from '../../run-command.ts';
import type { AuditOptions } from './audit.ts';

export function addAudit(program: Command, dispatch: Dispatch): void {
  withSystemOptions(program.command('audit'))
    .description('whether orders, money and stock add up, from all databases and the provider’s book')
    .option('--watch', 'go on looking until Ctrl-C; the exit code is that of the last look')
    .option('--postgres <url>', 'the databases of this server, as a role that may read all of them')
    .addOption(durationOption('--settle <duration>', 'how long two books may differ', '10s'))
    .addOption(durationOption('--unresolved <duration>', 'how long an order may be under way', '60s'))
    .action((options: AuditOptions) =>
      dispatch(async (terminal) => (await import('./audit.ts')).audit(options, terminal), isJson(options)),
    );
}

function durationOption(flags: string, description: string, otherwise: string): Option {
  return new Option(flags, description)
    .argParser(parseOption.durationMs)
    .default(parseOption.durationMs(otherwise), otherwise);
}
