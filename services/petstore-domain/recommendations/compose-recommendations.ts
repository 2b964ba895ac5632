import type { AdvisorResponse, Pet, Recommendations } from '@petstore/contracts/http';

/** Model name of the shop's own list. */
export const fallbackModel = 'catalogue-fallback';

/** The advisor's list with the data of its pets, in its order; a pet that is no longer available is omitted. */
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

/** The shop's own list, by the stated wishes alone; it claims no confidence. */
export function composeFallback(pets: readonly Pet[], hasWishes: boolean): Recommendations {
  const reason = hasWishes
    ? 'Fits the kinds of pet and the budget that you stated.'
    : 'Available now; state your preferences to get recommendations that fit you.';
  return {
    recommendationId: null,
    items: pets.map((pet) => ({ pet, confidence: null, reason })),
    modelVersion: fallbackModel,
    fallbackUsed: true,
    variant: null,
  };
}
