import { systemClock } from '@petstore/chassis/time';
import {
  behaviorCases,
  type KeptDecision,
  metricCases,
} from '@petstore/engine/controllers/horizontal-autoscaler';
import { readDecisions } from '@petstore/engine/machine/decisions';
import { dataDirectoryOf } from '../../system/system-address.ts';
import type { Terminal } from '../../terminal/terminal.ts';
import type { DecisionsOptions } from './decision-stages.ts';
import { foldDecisions } from './fold-decisions.ts';
import { renderDecision } from './render-decision.ts';

/** Prints the decisions that the data folder keeps, oldest first, repeats folded; with `--json` as cases. */
export async function decisions(
  name: string | undefined,
  options: DecisionsOptions,
  terminal: Terminal,
): Promise<number> {
  const { since = Number.POSITIVE_INFINITY, stage = 'metric' } = options;
  const oldestMs = systemClock.now() - since;
  const kept = (await readDecisions(dataDirectoryOf(options)))
    .filter(isKeptDecision)
    .filter((decision) => name === undefined || decision.name === name)
    .filter(({ at }) => Date.parse(at) >= oldestMs);
  terminal.document({ cases: kept.flatMap(stage === 'metric' ? metricCases : behaviorCases) });
  if (terminal.isJson) return 0;
  if (kept.length === 0) terminal.say(`No decision${name === undefined ? '' : ` of ${name}`} is kept.`);
  for (const folded of foldDecisions(kept)) terminal.say(renderDecision(folded, terminal));
  return 0;
}

/** Lines of an earlier or a later version may be of other controllers. */
function isKeptDecision(decision: object): decision is KeptDecision {
  return 'controller' in decision && decision.controller === 'hpa' && 'metrics' in decision;
}
