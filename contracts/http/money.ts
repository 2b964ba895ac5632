import { type Static, Type } from 'typebox';

/** An amount in integer minor units of an ISO 4217 currency. */
export const Money = Type.Object(
  {
    amountMinor: Type.Integer({ minimum: 0, maximum: 1_000_000_000 }),
    currency: Type.String({ pattern: '^[A-Z]{3}$' }),
  },
  { additionalProperties: false },
);
export type Money = Static<typeof Money>;
