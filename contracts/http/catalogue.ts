import { type Static, Type } from 'typebox';
import { Money } from './money.ts';
import { pageQuery } from './page.ts';
import { visibleText } from './visible-text.ts';

export const petCategories = ['dog', 'cat', 'bird', 'fish', 'reptile', 'small-animal'] as const;
export type PetCategory = (typeof petCategories)[number];
export const PetCategory = Type.Enum([...petCategories]);

export const activityLevels = ['low', 'moderate', 'high'] as const;
export type ActivityLevel = (typeof activityLevels)[number];
export const livingSituations = ['apartment', 'house', 'house_with_garden', 'rural'] as const;
export type LivingSituation = (typeof livingSituations)[number];
export const experienceLevels = ['novice', 'intermediate', 'experienced', 'expert'] as const;
export type ExperienceLevel = (typeof experienceLevels)[number];

/** What a keeper has to know before buying the animal. */
export const PetCare = Type.Object({
  size: Type.String(),
  lifespanYears: Type.Array(Type.Number(), { minItems: 2, maxItems: 2 }),
  activityLevel: Type.Enum([...activityLevels]),
  livingSituations: Type.Array(Type.Enum([...livingSituations])),
  experienceNeeded: Type.Enum([...experienceLevels]),
  careDifficulty: Type.Integer({ minimum: 1, maximum: 5 }),
  goodWithChildren: Type.Boolean(),
  dailyCareMinutes: Type.Integer(),
  groomingNeed: Type.String(),
  diet: Type.String(),
  housing: Type.String(),
  fact: Type.String(),
});
export type PetCare = Static<typeof PetCare>;

export const PetStatus = Type.Enum(['available', 'reserved', 'sold']);
export type PetStatus = Static<typeof PetStatus>;

/** One unique animal. Its id is also its sku in a cart. */
export const Pet = Type.Object({
  id: Type.String(),
  name: Type.String(),
  category: PetCategory,
  breed: Type.Object({ id: Type.String(), name: Type.String(), species: Type.String() }),
  sex: Type.String(),
  bornOn: Type.String(),
  price: Money,
  status: PetStatus,
  available: Type.Boolean(),
  description: Type.String(),
  care: PetCare,
});
export type Pet = Static<typeof Pet>;

export const ProductVariant = Type.Object({
  sku: Type.String(),
  label: Type.String(),
  price: Money,
  available: Type.Boolean(),
  inStock: Type.Integer({ minimum: 0 }),
});
export type ProductVariant = Static<typeof ProductVariant>;

/** Food and supplies; each variant is sold under its own sku. */
export const Product = Type.Object({
  id: Type.String(),
  name: Type.String(),
  brand: Type.String(),
  category: Type.String(),
  forCategories: Type.Array(PetCategory),
  description: Type.String(),
  variants: Type.Array(ProductVariant),
});
export type Product = Static<typeof Product>;

export const PetQuery = Type.Object(
  {
    category: Type.Optional(PetCategory),
    /** Minor units. */
    maxPrice: Type.Optional(Type.Integer({ minimum: 0 })),
    available: Type.Optional(Type.Boolean()),
    ...pageQuery,
  },
  { additionalProperties: false },
);
export type PetQuery = Static<typeof PetQuery>;

export const ProductQuery = Type.Object(
  {
    category: Type.Optional(Type.String({ maxLength: 64 })),
    maxPrice: Type.Optional(Type.Integer({ minimum: 0 })),
    available: Type.Optional(Type.Boolean()),
    ...pageQuery,
  },
  { additionalProperties: false },
);
export type ProductQuery = Static<typeof ProductQuery>;

export const Slug = Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9_.-]{0,127}$' });

/** Body of `POST /v1/pets`: a new animal for sale. Its breed determines the remaining fields. */
export const ListPet = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 80, pattern: visibleText }),
    breedId: Slug,
    sex: Type.Enum(['male', 'female', 'unsexed']),
    bornOn: Type.String({ format: 'date' }),
    price: Type.Object(
      {
        amountMinor: Type.Integer({ minimum: 1, maximum: 1_000_000_000 }),
        currency: Type.String({ pattern: '^[A-Z]{3}$' }),
      },
      { additionalProperties: false },
    ),
    description: Type.String({ minLength: 1, maxLength: 2_000, pattern: visibleText }),
  },
  { additionalProperties: false },
);
export type ListPet = Static<typeof ListPet>;

/** Body of `POST /v1/products/{sku}/stock`: units received. */
export const AddStock = Type.Object(
  { quantity: Type.Integer({ minimum: 1, maximum: 10_000 }) },
  { additionalProperties: false },
);
export type AddStock = Static<typeof AddStock>;
