import { expect, test } from 'vitest';
import type { MetricDecision } from './replica-proposal.ts';
import { combineProposals } from './replica-proposal.ts';

const wants = (replicas: number): MetricDecision => ({
  replicas,
  utilizationPercent: null,
  averageValueMilli: null,
  reason: 'So it is.',
});
const fails: MetricDecision = { error: 'metrics_unavailable', reason: 'Nothing was there.' };

test.each([
  ['the largest wins', [wants(3), wants(7), wants(5)], 4, 7],
  ['a failed metric leaves the way up', [fails, wants(6)], 4, 6],
  ['a failed metric leaves what is', [wants(4), fails], 4, 4],
  ['a failed metric forbids the way down', [wants(3), fails], 4, null],
  ['nothing happens when all fail', [fails, fails], 4, null],
  ['nothing happens without any', [], 4, null],
  ['nobody wants anything', [wants(0), wants(0)], 4, 0],
])('%s', (_what, decisions, current, expected) => {
  const outcomes = decisions.map((decision, index) => ({ metric: `metric ${index}`, decision }));
  const combined = combineProposals(outcomes, current);
  expect(combined.replicas).toBe(expected);
  if (decisions.includes(fails)) expect(combined.reason).toContain('Nothing was there.');
});
