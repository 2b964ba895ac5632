import { type Static, Type } from 'typebox';
import { visibleText } from './visible-text.ts';

/** An order that nothing but a person can bring on. */
export const ParkedOrder = Type.Object({
  id: Type.String(),
  customerId: Type.String(),
  correlationId: Type.String(),
  paymentId: Type.Union([Type.String(), Type.Null()]),
  status: Type.String(),
  /** What could not be done, and what would follow it. */
  step: Type.String(),
  pending: Type.Array(Type.String()),
  attempts: Type.Integer({ minimum: 0 }),
  reason: Type.String(),
  parkedAt: Type.String(),
});
export type ParkedOrder = Static<typeof ParkedOrder>;

/** `retry`: what stopped it is mended. `settled`: somebody has seen to the payment. The note says what was found and done. */
export const ResolveParkedOrder = Type.Object(
  {
    action: Type.Enum(['retry', 'settled']),
    note: Type.String({ minLength: 1, maxLength: 500, pattern: visibleText }),
  },
  { additionalProperties: false },
);
export type ResolveParkedOrder = Static<typeof ResolveParkedOrder>;
