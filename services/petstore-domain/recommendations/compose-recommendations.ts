import type { AdvisorResponse, Pet, Recommendations } from '@petstore/contracts/http';

/** What the shop calls its own list, where the advisor names a model. */
export const fallbackModel = 'catalogue-fallback';

/** The advisor's list with the pets themselves, in its order; a pet that went meanwhile is left out. */
export function composeAdvice(advice: AdvisorResponse, pets: readonly Pet[]): Recommendations {
  const petById = new Map(pets.map((pet) => [pet.id, pet]));
  return {
    recommendationId: advice.recommendation_id,
    items: advice.recommendations.flatMap(({ pet_id, confidence_score, reasoning }) => {
      const pet = petById.get(pet_id);
      return pet?.available ? [{ pet, confidence: confidence_score, reason: reasoning }] : [];
    }),
    modelVersion: advice.model_version,
    fallbackUsed: advice.fallback_used,
    variant: advice.a_b_test_variant,
  };
}

/** The shop's own list: it knows what fits the stated wishes, and claims no confidence. */
export function composeFallback(pets: readonly Pet[], hasWishes: boolean): Recommendations {
  const reason = hasWishes
    ? 'Fits the kinds of pet and the budget that you stated.'
    : 'Can be had now; state your wishes to get advice that fits you.';
  return {
    recommendationId: null,
    items: pets.map((pet) => ({ pet, confidence: null, reason })),
    modelVersion: fallbackModel,
    fallbackUsed: true,
    variant: null,
  };
}
