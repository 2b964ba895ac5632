import type { JourneyMessage } from '@petstore/contracts/http';
import { type DemoJourney, type DemoMessage, roundMs } from './demo-document.ts';
import type { WalkedJourney } from './walk-customer.ts';

/** Converts a journey to its form in the document. */
export function describeJourney(
  { context, run }: WalkedJourney,
  messages: readonly JourneyMessage[],
): DemoJourney {
  const { customer, customerId, persona, order } = context;
  return {
    correlationId: customer.correlationId,
    customerId,
    persona: persona.name,
    outcome: run.outcome,
    orderId: order?.id ?? null,
    durationMs: roundMs(run.durationMs),
    steps: run.steps,
    messages: messages.map(asDemoMessage),
  };
}

function asDemoMessage(message: JourneyMessage): DemoMessage {
  const { at: _at, attempts: _attempts, ...rest } = message;
  return rest;
}
