import { type Static, Type } from 'typebox';
import { Pet } from './catalogue.ts';

/**
 * `GET /v1/recommendations`: pets recommended by the advisor with its explanations, or the shop's own fallback list.
 */
export const RecommendedPet = Type.Object({
  pet: Pet,
  /**
   * Measured share of such recommendations that customers accepted, under the stated prior; null in a fallback list.
   */
  confidence: Type.Union([Type.Number({ minimum: 0, maximum: 1 }), Type.Null()]),
  reason: Type.String(),
});
export type RecommendedPet = Static<typeof RecommendedPet>;
export const Recommendations = Type.Object({
  recommendationId: Type.Union([Type.String(), Type.Null()]),
  items: Type.Array(RecommendedPet),
  modelVersion: Type.String(),
  fallbackUsed: Type.Boolean(),
  variant: Type.Union([Type.String(), Type.Null()]),
});
export type Recommendations = Static<typeof Recommendations>;
