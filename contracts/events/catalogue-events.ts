import { type Static, Type } from 'typebox';
import { ActivityLevelSchema, ExperienceLevelSchema, LivingSituationSchema } from './profile-words.ts';

export const PetListed = Type.Object({
  petId: Type.String(),
  name: Type.String(),
  category: Type.String(),
  breedId: Type.String(),
  breed: Type.String(),
  priceMinor: Type.Integer({ minimum: 0 }),
  currency: Type.String(),
  activityLevel: ActivityLevelSchema,
  livingSituations: Type.Array(LivingSituationSchema),
  experienceNeeded: ExperienceLevelSchema,
  careDifficulty: Type.Integer({ minimum: 1, maximum: 5 }),
  goodWithChildren: Type.Boolean(),
  groomingNeed: Type.String(),
  size: Type.String(),
});
export type PetListed = Static<typeof PetListed>;

export const PetReserved = Type.Object({
  petId: Type.String(),
  orderId: Type.String(),
  expiresAt: Type.String(),
});
export type PetReserved = Static<typeof PetReserved>;
export const PetReleased = Type.Object({
  petId: Type.String(),
  orderId: Type.String(),
  reason: Type.String(),
});
export type PetReleased = Static<typeof PetReleased>;
export const PetSold = Type.Object({ petId: Type.String(), orderId: Type.String() });
export type PetSold = Static<typeof PetSold>;

/**
 * Total units of a variant received so far, including units that orders hold or have bought: the variant's initial
 * amount. Every later `ProductRestocked` event of the same subject adds to it.
 */
export const ProductStocked = Type.Object({
  sku: Type.String(),
  quantity: Type.Integer({ minimum: 0 }),
});
export type ProductStocked = Static<typeof ProductStocked>;

/** Units were received; `inStock` is the amount available to reserve afterwards. */
export const ProductRestocked = Type.Object({
  sku: Type.String(),
  quantity: Type.Integer({ minimum: 1 }),
  inStock: Type.Integer({ minimum: 1 }),
});
export type ProductRestocked = Static<typeof ProductRestocked>;
