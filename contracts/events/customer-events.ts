import { type Static, Type } from 'typebox';
import { ActivityLevelSchema, ExperienceLevelSchema, LivingSituationSchema } from './profile-words.ts';

/** Preferences that a customer stated; a `null` budget means that none was stated. Amounts in minor units. */
export const CustomerProfileStated = Type.Object({
  customerId: Type.String(),
  petTypes: Type.Array(Type.String()),
  activityLevel: ActivityLevelSchema,
  livingSituation: LivingSituationSchema,
  experience: ExperienceLevelSchema,
  budgetMinor: Type.Array(Type.Integer({ minimum: 0 }), { minItems: 2, maxItems: 2 }),
  specialRequirements: Type.Array(Type.String()),
});
export type CustomerProfileStated = Static<typeof CustomerProfileStated>;

export const CartItemPut = Type.Object({
  customerId: Type.String(),
  sku: Type.String(),
  quantity: Type.Integer({ minimum: 0 }),
});
export type CartItemPut = Static<typeof CartItemPut>;

/** Feedback through the shop: view, click, add-to-cart or purchase. */
export const CustomerInteracted = Type.Object({
  customerId: Type.String(),
  interaction: Type.Enum(['view', 'click', 'add-to-cart', 'purchase']),
  petId: Type.Union([Type.String(), Type.Null()]),
  sku: Type.Union([Type.String(), Type.Null()]),
  orderId: Type.Union([Type.String(), Type.Null()]),
  recommendationId: Type.Union([Type.String(), Type.Null()]),
});
export type CustomerInteracted = Static<typeof CustomerInteracted>;

/** A recommendation list was shown: the exposure against which acceptance is measured. */
export const RecommendationsServed = Type.Object({
  recommendationId: Type.String(),
  customerId: Type.String(),
  petIds: Type.Array(Type.String()),
  modelVersion: Type.String(),
  variant: Type.Union([Type.String(), Type.Null()]),
  fallbackUsed: Type.Boolean(),
});
export type RecommendationsServed = Static<typeof RecommendationsServed>;
