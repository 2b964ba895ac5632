import { expect, test } from 'vitest';
import { type DemoStep, type JourneyStepName, journeyStepNames } from './demo-document.ts';
import { measureKpis } from './measure-kpis.ts';

function stepsUntil(last: JourneyStepName, status: DemoStep['status'] = 'ok'): DemoStep[] {
  const end = journeyStepNames.indexOf(last);
  return journeyStepNames.map((name, index) => ({
    name,
    service: 'x',
    durationMs: 10,
    messageId: null,
    attempts: 1,
    fallbackUsed: false,
    status: index < end ? 'ok' : index === end ? status : 'skipped',
  }));
}

const messages = [
  { kind: 'request', from: 'client', to: 'gateway' },
  { kind: 'event', from: 'petstore-domain', to: 'events' },
] as const;

test('measures from sign-in, without the health step', () => {
  const run = { outcome: 'delivered', steps: stepsUntil('feedback'), durationMs: 123.456 } as const;
  expect(measureKpis(run, messages)).toEqual({
    orderCompletionRate: 1,
    journeyMs: 123.46,
    timeToConfirmedMs: 70,
    timeToDeliveredMs: 80,
    messages: 2,
    events: 1,
    services: 2,
  });
});

test('has no figure for steps that were not reached and messages that were not tracked', () => {
  const run = { outcome: 'failed', steps: stepsUntil('payment', 'failed'), durationMs: 5 } as const;
  expect(measureKpis(run, [])).toEqual({
    orderCompletionRate: 0,
    journeyMs: 5,
    timeToConfirmedMs: null,
    timeToDeliveredMs: null,
    messages: null,
    events: null,
    services: null,
  });
});
