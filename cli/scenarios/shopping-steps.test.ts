import { expect, test } from 'vitest';
import type { JourneyContext } from './journey-context.ts';
import { askForRecommendations } from './shopping-steps.ts';

function contextOf(fallbackUsed: boolean): JourneyContext {
  const pet = { id: 'pet-1', available: true };
  const body = {
    items: [{ pet, reason: 'popular' }],
    recommendationId: 'r-1',
    fallbackUsed,
    modelVersion: 'v1',
  };
  const customer = { send: async () => ({ status: 200, body, messageId: 'm-1', attempts: 1 }) };
  return { withMl: true, customer, wanted: [], pet: null, basket: [] } as unknown as JourneyContext;
}

test('explains a degraded step', async () => {
  const degraded = await askForRecommendations(contextOf(true));
  expect(degraded.detail).toMatch(/^degraded, the shop's own list: 1 by v1/);
  expect((await askForRecommendations(contextOf(false))).detail).toBe('1 by v1: popular');
});
