import { type Static, Type } from 'typebox';

const texts = (maxItems: number) => Type.Array(Type.String({ maxLength: 128 }), { maxItems });

/**
 * A customer's preferences for a pet. Names and units follow the earlier demo; `budget_range` is in whole currency
 * units (USD).
 */
export const AdvisorPreferences = Type.Object(
  {
    pet_types: Type.Optional(texts(20)),
    activity_level: Type.Optional(Type.String({ maxLength: 64 })),
    living_situation: Type.Optional(Type.String({ maxLength: 64 })),
    experience_with_pets: Type.Optional(Type.String({ maxLength: 64 })),
    budget_range: Type.Optional(Type.Array(Type.Number({ minimum: 0 }), { minItems: 2, maxItems: 2 })),
    special_requirements: Type.Optional(texts(20)),
  },
  { additionalProperties: false },
);
export type AdvisorPreferences = Static<typeof AdvisorPreferences>;

export const AdvisorRequest = Type.Object(
  {
    customer_id: Type.String({ minLength: 1, maxLength: 128 }),
    preferences: Type.Optional(AdvisorPreferences),
    exclude_pets: Type.Optional(texts(500)),
    max_recommendations: Type.Optional(Type.Integer({ minimum: 1, maximum: 50, default: 5 })),
  },
  { additionalProperties: false },
);
export type AdvisorRequest = Static<typeof AdvisorRequest>;

const factor = Type.Number({ minimum: 0, maximum: 1 });

export const AdvisorRecommendation = Type.Object({
  pet_id: Type.String(),
  confidence_score: factor,
  reasoning: Type.String(),
  match_factors: Type.Object({
    category_match: factor,
    activity_match: factor,
    living_match: factor,
    experience_match: factor,
    price_match: factor,
    care_difficulty: factor,
  }),
  alternative_suggestions: Type.Array(Type.String()),
  price_optimization: Type.Union([
    Type.Object({
      pet_id: Type.String(),
      saving_minor: Type.Integer(),
      currency: Type.String(),
      reason: Type.String(),
    }),
    Type.Null(),
  ]),
});
export type AdvisorRecommendation = Static<typeof AdvisorRecommendation>;

export const AdvisorResponse = Type.Object({
  recommendation_id: Type.String(),
  recommendations: Type.Array(AdvisorRecommendation),
  model_version: Type.String(),
  processing_time_ms: Type.Number(),
  fallback_used: Type.Boolean(),
  a_b_test_variant: Type.Union([Type.String(), Type.Null()]),
});
export type AdvisorResponse = Static<typeof AdvisorResponse>;

/** `POST /feedback`: one interaction of one customer. */
export const AdvisorFeedback = Type.Object(
  {
    customer_id: Type.String({ minLength: 1, maxLength: 128 }),
    pet_id: Type.String({ minLength: 1, maxLength: 128 }),
    type: Type.Enum(['view', 'click', 'add-to-cart', 'purchase']),
    /** Id of an order of this customer that contains the pet; a purchase without one is not counted. */
    order_id: Type.Optional(Type.String({ maxLength: 128 })),
    recommendation_id: Type.Optional(Type.String({ maxLength: 128 })),
  },
  { additionalProperties: false },
);
export type AdvisorFeedback = Static<typeof AdvisorFeedback>;
