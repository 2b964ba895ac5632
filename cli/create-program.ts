import { Command } from 'commander';
import { addAdvisor } from './commands/advisor/advisor-options.ts';
import { addAudit } from './commands/audit/audit-options.ts';
import { addCompletion } from './commands/completion/completion-options.ts';
import { addDecisions } from './commands/decisions/decisions-options.ts';
import { addDemo } from './commands/demo/demo-options.ts';
import { addDown } from './commands/down/down-options.ts';
import { addEvents } from './commands/events/events-options.ts';
import { addJourney } from './commands/journey/journey-options.ts';
import { addKubeconfig } from './commands/kubeconfig/kubeconfig-options.ts';
import { addLogs } from './commands/logs/logs-options.ts';
import { addManifests } from './commands/manifests/manifests-options.ts';
import { addOperator } from './commands/operator/operator-options.ts';
import { addQuery } from './commands/query/query-options.ts';
import { addRestart } from './commands/restart/restart-options.ts';
import { addScale } from './commands/scale/scale-options.ts';
import { addStatus } from './commands/status/status-options.ts';
import { addUp } from './commands/up/up-options.ts';
import { addWhatIf } from './commands/what-if/what-if-options.ts';
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
  addKubeconfig,
  addAudit,
  addJourney,
  addEvents,
  addOperator,
  addDemo,
  addQuery,
  addDecisions,
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
