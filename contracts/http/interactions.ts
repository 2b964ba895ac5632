import { type Static, Type } from 'typebox';

/** Feedback of a customer: what was looked at, clicked, put in the cart or bought. `petId` or `sku` names the item. */
export const Interaction = Type.Object(
  {
    type: Type.Enum(['view', 'click', 'add-to-cart', 'purchase']),
    petId: Type.Optional(Type.String({ minLength: 1, maxLength: 128 })),
    sku: Type.Optional(Type.String({ minLength: 1, maxLength: 128 })),
    orderId: Type.Optional(Type.String({ maxLength: 128 })),
    /** The recommendation list that showed the item, when one did. */
    recommendationId: Type.Optional(Type.String({ maxLength: 128 })),
  },
  { additionalProperties: false },
);
export type Interaction = Static<typeof Interaction>;
export const InteractionAccepted = Type.Object({ messageId: Type.String() });
