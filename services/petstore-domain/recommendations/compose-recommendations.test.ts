import type { AdvisorResponse, Pet } from '@petstore/contracts/http';
import { describe, expect, it } from 'vitest';
import { composeAdvice, composeFallback } from './compose-recommendations.ts';

const pet = (id: string, available = true): Pet => ({
  id,
  name: id,
  category: 'fish',
  breed: { id: 'goldfish', name: 'Goldfish', species: 'Carassius auratus' },
  sex: 'unsexed',
  bornOn: '2026-01-01',
  price: { amountMinor: 500, currency: 'USD' },
  status: available ? 'available' : 'sold',
  available,
  description: '',
  care: {
    size: 'small',
    lifespanYears: [10, 20],
    activityLevel: 'low',
    livingSituations: ['apartment'],
    experienceNeeded: 'novice',
    careDifficulty: 2,
    goodWithChildren: true,
    dailyCareMinutes: 10,
    groomingNeed: 'low',
    diet: 'flakes',
    housing: 'a tank',
    fact: 'Goldfish remember.',
  },
});

const factors = {
  category_match: 1,
  activity_match: 1,
  living_match: 1,
  experience_match: 1,
  price_match: 1,
  care_difficulty: 1,
};
const advised = (id: string, confidence: number) => ({
  pet_id: id,
  confidence_score: confidence,
  reasoning: `${id} suits you.`,
  match_factors: factors,
  alternative_suggestions: [],
  price_optimization: null,
});
const advice: AdvisorResponse = {
  recommendation_id: 'rec_1',
  recommendations: [advised('b', 0.3), advised('a', 0.2), advised('gone', 0.1), advised('unknown', 0.1)],
  model_version: 'rules-1',
  processing_time_ms: 1,
  fallback_used: false,
  a_b_test_variant: null,
};

describe('composeAdvice', () => {
  it("keeps the advisor's order, explanations and confidence", () => {
    const { items, ...rest } = composeAdvice(advice, [pet('a'), pet('b')]);
    expect(items.map(({ pet, confidence, reason }) => [pet.id, confidence, reason])).toEqual([
      ['b', 0.3, 'b suits you.'],
      ['a', 0.2, 'a suits you.'],
    ]);
    expect(rest).toEqual({
      recommendationId: 'rec_1',
      modelVersion: 'rules-1',
      fallbackUsed: false,
      variant: null,
    });
  });

  it('omits pets that are sold or unknown by now', () => {
    const { items } = composeAdvice(advice, [pet('a'), pet('b'), pet('gone', false)]);
    expect(items.map(({ pet }) => pet.id)).toEqual(['b', 'a']);
  });
});

describe('composeFallback', () => {
  it('is marked as a fallback and claims no confidence', () => {
    expect(composeFallback([pet('a')], true)).toMatchObject({
      recommendationId: null,
      fallbackUsed: true,
      items: [{ confidence: null, reason: 'Fits the kinds of pet and the budget that you stated.' }],
    });
  });
});
