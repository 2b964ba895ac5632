import { type Static, Type } from 'typebox';

/** An event that a consumer could not handle, or an event that waits behind such an event of the same subject. */
export const DeadLetter = Type.Object({
  consumer: Type.String(),
  messageId: Type.String(),
  type: Type.String(),
  subject: Type.String(),
  correlationId: Type.String(),
  /**
   * `retrying`: retried automatically; `waiting`: behind another dead letter of its subject; `left`: waits for an
   * operator to replay or discard it.
   */
  state: Type.Enum(['retrying', 'waiting', 'left']),
  attempts: Type.Integer({ minimum: 0 }),
  error: Type.Union([Type.String(), Type.Null()]),
  parkedAt: Type.String(),
});
export type DeadLetter = Static<typeof DeadLetter>;

export const DeadLetters = Type.Object({ items: Type.Array(DeadLetter) });
export type DeadLetters = Static<typeof DeadLetters>;

/** Dead letters to replay; all of them if none are named. */
export const ReplayDeadLetters = Type.Object(
  { consumer: Type.Optional(Type.String()), subject: Type.Optional(Type.String()) },
  { additionalProperties: false },
);
export type ReplayDeadLetters = Static<typeof ReplayDeadLetters>;

/** Number of dead letters affected. */
export const DeadLetterCount = Type.Object({ count: Type.Integer({ minimum: 0 }) });
export type DeadLetterCount = Static<typeof DeadLetterCount>;
