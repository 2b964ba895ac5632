import type { EngineStatus } from '@petstore/engine/api/control';
import { renderMessageTree } from '../../reports/render-message-tree.ts';
import { type CompleteJourneyOptions, completeJourney } from '../../scenarios/complete-journey.ts';
import type { DemoDocument } from '../../scenarios/demo-document.ts';
import { createControlClient } from '../../system/control-client.ts';
import type { Terminal } from '../../terminal/terminal.ts';
import { renderChecks, renderOutcome, renderStep } from './render-demo.ts';

/** Runs one journey and shows each step, the messages and the checks as they come. */
export async function walkJourney(
  options: CompleteJourneyOptions,
  { status, terminal, signal }: { status: EngineStatus; terminal: Terminal; signal: AbortSignal },
): Promise<DemoDocument> {
  const { paint, say } = terminal;
  const control = createControlClient(status.portOffset);
  try {
    const { document, messages } = await completeJourney(options, {
      status,
      control,
      signal,
      onStart: ({ correlationId, customerId, seed }) => {
        say(`${paint('strong', 'A complete journey')} of ${customerId} ${paint('faint', `(seed ${seed})`)}`);
        say(`  ${paint('faint', correlationId)}`);
      },
      onStep: (step, detail) => say(renderStep(step, detail, terminal)),
    });
    if (options.trackMessages && messages.length > 0) {
      say();
      say(`${paint('strong', 'What caused what')} ${paint('faint', '(requests and ● events)')}`);
      say(renderMessageTree(messages, terminal));
    }
    if (hasOrder(document)) {
      say();
      say(paint('strong', 'The proof'));
      say(renderChecks(document.checks, terminal));
    }
    say();
    say(renderOutcome(document, terminal));
    return document;
  } finally {
    await control.close();
  }
}

/** Without an order no service has a record to check. */
function hasOrder({ journeys }: DemoDocument): boolean {
  return journeys.some(({ orderId }) => orderId !== null);
}
