import { type Static, Type } from 'typebox';

/** Customer feedback: an item was viewed, clicked, added to the cart or bought. `petId` or `sku` names the item. */
export const Interaction = Type.Object(
  {
    type: Type.Enum(['view', 'click', 'add-to-cart', 'purchase']),
    petId: Type.Optional(Type.String({ minLength: 1, maxLength: 128 })),
    sku: Type.Optional(Type.String({ minLength: 1, maxLength: 128 })),
    /** Order of the caller with the item; a purchase without one is not counted. */
    orderId: Type.Optional(Type.String({ maxLength: 128 })),
    /** Recommendation list that showed the item, if any. */
    recommendationId: Type.Optional(Type.String({ maxLength: 128 })),
  },
  { additionalProperties: false },
);
export type Interaction = Static<typeof Interaction>;
export const InteractionAccepted = Type.Object({ messageId: Type.String() });
