import { type Static, Type } from 'typebox';
import { visibleText } from './visible-text.ts';

/** An order in state `needs-operator`: only an operator can continue it. */
export const ParkedOrder = Type.Object({
  id: Type.String(),
  customerId: Type.String(),
  correlationId: Type.String(),
  paymentId: Type.Union([Type.String(), Type.Null()]),
  status: Type.String(),
  /** The saga step that failed, and the step that would follow. */
  step: Type.String(),
  pending: Type.Array(Type.String()),
  attempts: Type.Integer({ minimum: 0 }),
  reason: Type.String(),
  parkedAt: Type.String(),
});
export type ParkedOrder = Static<typeof ParkedOrder>;

/**
 * `retry`: the obstacle is removed, run the step again. `settled`: an operator has settled the payment by hand. The
 * note documents what was found and done.
 */
export const ResolveParkedOrder = Type.Object(
  {
    action: Type.Enum(['retry', 'settled']),
    note: Type.String({ minLength: 1, maxLength: 500, pattern: visibleText }),
  },
  { additionalProperties: false },
);
export type ResolveParkedOrder = Static<typeof ResolveParkedOrder>;
