import { type Static, Type } from 'typebox';
import { PetStatus, Slug } from './catalogue.ts';
import { CardToken, OrderStatus } from './orders.ts';

/*
 * Bodies of the earlier demo's paths, which the gateway still answers. Names are in snake case and amounts in whole
 * currency units, as they were then; every answer has the same envelope.
 */

const envelope = { status: Type.Literal('success'), correlation_id: Type.String() };
const CorrelationId = Type.String({ pattern: '^[\\w.-]{1,128}$' });
const amount = Type.Number({ minimum: 0 });

export const EarlierFailure = Type.Object({
  status: Type.Literal('error'),
  correlation_id: Type.String(),
  error: Type.Object({
    /** Error code of the current API version. */
    code: Type.String(),
    message: Type.String(),
    reason: Type.Optional(Type.String()),
    errors: Type.Optional(Type.Array(Type.Object({ path: Type.String(), message: Type.String() }))),
  }),
});
export type EarlierFailure = Static<typeof EarlierFailure>;

export const EarlierPet = Type.Object({
  pet_id: Type.String(),
  name: Type.String(),
  category: Type.String(),
  breed: Type.String(),
  price: amount,
  currency: Type.String(),
  pet_status: PetStatus,
  available: Type.Boolean(),
  description: Type.String(),
});
export type EarlierPet = Static<typeof EarlierPet>;

/** The order id contains the customer's id, because `order-status` requests do not say who asks. */
export const EarlierOrder = Type.Object({
  order_id: Type.String(),
  customer_id: Type.String(),
  pet_id: Type.Union([Type.String(), Type.Null()]),
  order_status: OrderStatus,
  total_amount: amount,
  currency: Type.String(),
  cancellation_reason: Type.Union([Type.String(), Type.Null()]),
  created_at: Type.String(),
  updated_at: Type.String(),
});
export type EarlierOrder = Static<typeof EarlierOrder>;

export const EarlierHealth = Type.Object({ ...envelope, service: Type.String(), health: Type.String() });
export const EarlierPets = Type.Object({ ...envelope, pets: Type.Array(EarlierPet), count: Type.Integer() });
export const EarlierPetDetails = Type.Object({ ...envelope, pet: EarlierPet });
export const EarlierOrderAnswer = Type.Object({ ...envelope, ...EarlierOrder.properties });
export const EarlierPaymentAnswer = Type.Object({
  ...envelope,
  ...EarlierOrder.properties,
  payment_status: Type.Enum(['confirmed', 'processing']),
  payment_id: Type.Union([Type.String(), Type.Null()]),
});

const correlated = { correlation_id: Type.Optional(CorrelationId) };
export const EarlierPlainQuery = Type.Object(correlated, { additionalProperties: false });
export const EarlierPetsQuery = Type.Object(
  {
    ...correlated,
    category: Type.Optional(Type.String({ maxLength: 64 })),
    max_price: Type.Optional(Type.Number({ minimum: 0, maximum: 10_000_000 })),
  },
  { additionalProperties: false },
);
export const EarlierPetQuery = Type.Object({ ...correlated, pet_id: Slug }, { additionalProperties: false });
/** `CUSTOMER.ORDER` */
const EarlierOrderId = Type.String({
  pattern: '^[A-Za-z0-9][A-Za-z0-9_.-]{0,127}\\.ord_[A-Za-z0-9-]{1,64}$',
});
export const EarlierOrderQuery = Type.Object(
  { ...correlated, order_id: EarlierOrderId },
  { additionalProperties: false },
);
export const EarlierCreateOrder = Type.Object(
  {
    ...correlated,
    customer_id: Slug,
    pet_id: Slug,
    special_instructions: Type.Optional(Type.String({ maxLength: 200 })),
    /**
     * Addition of ours: `tok_...` pays with that token; any other value, or none, pays with the demonstration's card.
     */
    payment_method: Type.Optional(CardToken),
  },
  { additionalProperties: false },
);
export type EarlierCreateOrder = Static<typeof EarlierCreateOrder>;
export const EarlierProcessPayment = Type.Object(
  {
    ...correlated,
    order_id: EarlierOrderId,
    payment_method: CardToken,
    amount: Type.Optional(amount),
  },
  { additionalProperties: false },
);
export type EarlierProcessPayment = Static<typeof EarlierProcessPayment>;
