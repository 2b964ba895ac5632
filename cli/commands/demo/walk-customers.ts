import type { EngineStatus } from '@petstore/engine/api/control';
import type { DemoDocument } from '../../scenarios/demo-document.ts';
import { describeJourney } from '../../scenarios/describe-journey.ts';
import { type CrowdOptions, walkCrowd } from '../../scenarios/walk-crowd.ts';
import type { Terminal } from '../../terminal/terminal.ts';
import { renderCrowdOutcome, renderJourneyEnd, renderStepTotals } from './render-crowd.ts';
import { renderChecks } from './render-demo.ts';

/** Up to this number of customers every journey is shown; beyond it, only those that were not delivered. */
const mostShown = 60;

/** Runs concurrent journeys and shows each result, the step totals and the checks. */
export async function walkCustomers(
  options: CrowdOptions,
  { status, terminal, signal }: { status: EngineStatus; terminal: Terminal; signal: AbortSignal },
): Promise<DemoDocument> {
  const { paint, say } = terminal;
  const document = await walkCrowd(options, {
    status,
    signal,
    onStart: ({ journeys, customers, seed }) => {
      const sharing =
        journeys > customers
          ? `${customers} customers, each one journey at a time: a customer has one cart`
          : '';
      const head = sharing === '' ? `${journeys} customers` : `${journeys} journeys of ${sharing}`;
      say(`${paint('strong', head)} ${paint('faint', `(seed ${seed})`)}`);
    },
    onEnd: (walked) => {
      const isShown = options.customers <= mostShown || walked.run.outcome !== 'delivered';
      if (isShown) say(renderJourneyEnd(describeJourney(walked, []), terminal));
    },
  });
  say();
  say(paint('strong', 'The steps'));
  say(renderStepTotals(document.stepTotals ?? [], terminal));
  say();
  say(paint('strong', 'The proof'));
  say(renderChecks(document.checks, terminal));
  say();
  say(renderCrowdOutcome(document, terminal));
  return document;
}
