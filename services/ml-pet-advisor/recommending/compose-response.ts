import type { AdvisorRecommendation } from '@petstore/contracts/http';
import type { StatedWishes } from '../preferences/stated-wishes.ts';
import { explain } from '../ranking/explain.ts';
import { findCheaper, type RankedPet } from '../ranking/rank-pets.ts';

const mostAlternatives = 3;

function alternativesTo(
  chosen: RankedPet,
  ranked: readonly RankedPet[],
  shown: ReadonlySet<string>,
): string[] {
  return ranked
    .filter(({ pet }) => pet.category === chosen.pet.category && !shown.has(pet.petId))
    .slice(0, mostAlternatives)
    .map(({ pet }) => pet.petId);
}

function rounded(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}

interface ComposeOptions {
  readonly ranked: readonly RankedPet[];
  readonly wishes: StatedWishes;
  readonly confidence: (ranked: RankedPet) => number;
}

/**
 * Converts the chosen pets to the API's representation: factors, explanation, alternatives and a cheaper pet if there
 * is one.
 */
export function composeRecommendations(
  chosen: readonly RankedPet[],
  options: ComposeOptions,
): AdvisorRecommendation[] {
  const { ranked, wishes, confidence } = options;
  const shown = new Set(chosen.map(({ pet }) => pet.petId));
  return chosen.map((entry) => {
    const { category, activity, living, experience, price, care } = entry.factors;
    const cheaper = findCheaper(entry, ranked);
    return {
      pet_id: entry.pet.petId,
      confidence_score: rounded(confidence(entry)),
      reasoning: explain(entry, wishes),
      match_factors: {
        category_match: rounded(category),
        activity_match: rounded(activity),
        living_match: rounded(living),
        experience_match: rounded(experience),
        price_match: rounded(price),
        care_difficulty: rounded(care),
      },
      alternative_suggestions: alternativesTo(entry, ranked, shown),
      price_optimization:
        cheaper === null
          ? null
          : {
              pet_id: cheaper.petId,
              saving_minor: cheaper.savingMinor,
              currency: cheaper.currency,
              reason: 'fits nearly as well and costs less',
            },
    };
  });
}
