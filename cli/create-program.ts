import { Command } from 'commander';
import { addAdvisor } from './commands/advisor/add-advisor.ts';
import { addAudit } from './commands/audit/add-audit.ts';
import { addCompletion } from './commands/completion/add-completion.ts';
import { addDemo } from './commands/demo/add-demo.ts';
import { addDown } from './commands/down/add-down.ts';
import { addEvents } from './commands/events/add-events.ts';
import { addJourney } from './commands/journey/add-journey.ts';
import { addLogs } from './commands/logs/add-logs.ts';
import { addManifests } from './commands/manifests/add-manifests.ts';
import { addOperator } from './commands/operator/add-operator.ts';
import { addQuery } from './commands/query/add-query.ts';
import { addRestart } from './commands/restart/add-restart.ts';
import { addScale } from './commands/scale/add-scale.ts';
import { addStatus } from './commands/status/add-status.ts';
import { addUp } from './commands/up/add-up.ts';
import { addWhatIf } from './commands/what-if/add-what-if.ts';
import manifest from './package.json' with { type: 'json' };
import type { Dispatch } from './run-command.ts';

/** In the order in which help lists them. */
const commands = [
  addUp,
  addDown,
  addStatus,
  addLogs,
  addScale,
  addRestart,
  addAudit,
  addJourney,
  addEvents,
  addOperator,
  addDemo,
  addQuery,
  addWhatIf,
  addManifests,
  addAdvisor,
  addCompletion,
] as const;

const exitCodes = `
Exit codes: 0 success, 1 the command ran and a check failed, 2 invalid usage or input, 3 could not start.`;

/**
 * The whole command line. Each `add-*` file holds only the options of its command; the implementation is imported when
 * the command runs, so that help and short commands start fast.
 */
export function createProgram(dispatch: Dispatch): Command {
  const program = new Command('petstore')
    .description('Run the pet store of this clone on this machine and inspect it.')
    .version(manifest.version, '--version', 'print the version')
    .exitOverride()
    .showSuggestionAfterError(true)
    .configureHelp({ sortSubcommands: false, showGlobalOptions: true })
    .addHelpText('after', exitCodes);
  for (const add of commands) add(program, dispatch);
  return program;
}
