import type { JourneyMessage } from '@petstore/contracts/http';
import { type DemoDocument, type JourneyStepName, journeyStepNames, roundMs } from './demo-document.ts';
import type { JourneyRun } from './run-journey.ts';

/** Key figures of one journey; null for a step that was not reached, or for messages that were not tracked. */
export function measureKpis(
  { outcome, steps, durationMs }: JourneyRun,
  messages: readonly Pick<JourneyMessage, 'from' | 'to' | 'kind'>[],
): DemoDocument['kpis'] {
  const untilEndOf = (last: JourneyStepName) => {
    const first = journeyStepNames.indexOf('sign-in');
    const span = steps.slice(first, journeyStepNames.indexOf(last) + 1);
    if (span.at(-1)?.status !== 'ok') return null;
    return roundMs(span.reduce((sum, step) => sum + step.durationMs, 0));
  };
  const isTracked = messages.length > 0;
  return {
    orderCompletionRate: outcome === 'delivered' ? 1 : 0,
    journeyMs: roundMs(durationMs),
    timeToConfirmedMs: untilEndOf('payment'),
    timeToDeliveredMs: untilEndOf('fulfilment'),
    messages: isTracked ? messages.length : null,
    events: isTracked ? messages.filter(({ kind }) => kind === 'event').length : null,
    services: isTracked ? participants(messages).size : null,
  };
}

/** Services that sent or received a message, without the customer and the event log. */
function participants(messages: readonly Pick<JourneyMessage, 'from' | 'to'>[]): ReadonlySet<string> {
  const names = new Set(messages.flatMap(({ from, to }) => [from, to]));
  names.delete('client');
  names.delete('events');
  return names;
}
