import { type Static, Type } from 'typebox';
import { Money } from './money.ts';

export const CartItem = Type.Object({
  sku: Type.String(),
  kind: Type.Enum(['pet', 'product']),
  name: Type.String(),
  quantity: Type.Integer({ minimum: 1, maximum: 99 }),
  unitPrice: Money,
  lineTotal: Money,
  available: Type.Boolean(),
});
export type CartItem = Static<typeof CartItem>;

export const Cart = Type.Object({
  customerId: Type.String(),
  items: Type.Array(CartItem),
  total: Money,
});
export type Cart = Static<typeof Cart>;

/** Body of `PUT /v1/cart/items/{sku}`: the wanted quantity (1 by default; 0 removes the item). */
export const PutCartItem = Type.Object(
  { quantity: Type.Optional(Type.Integer({ minimum: 0, maximum: 99, default: 1 })) },
  { additionalProperties: false },
);
export type PutCartItem = Static<typeof PutCartItem>;
