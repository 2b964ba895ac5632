import { type Static, Type } from 'typebox';

/** An event that a consumer could not handle, or one that waits behind such an event of the same subject. */
export const DeadLetter = Type.Object({
  consumer: Type.String(),
  messageId: Type.String(),
  type: Type.String(),
  subject: Type.String(),
  correlationId: Type.String(),
  /** `retrying`: tried again by itself; `waiting`: behind another of its subject; `left`: until an operator replays or discards it. */
  state: Type.Enum(['retrying', 'waiting', 'left']),
  attempts: Type.Integer({ minimum: 0 }),
  error: Type.Union([Type.String(), Type.Null()]),
  parkedAt: Type.String(),
});
export type DeadLetter = Static<typeof DeadLetter>;

export const DeadLetters = Type.Object({ items: Type.Array(DeadLetter) });
export type DeadLetters = Static<typeof DeadLetters>;

/** Which letters to replay; all where nothing is said. */
export const ReplayDeadLetters = Type.Object(
  { consumer: Type.Optional(Type.String()), subject: Type.Optional(Type.String()) },
  { additionalProperties: false },
);
export type ReplayDeadLetters = Static<typeof ReplayDeadLetters>;

/** How many letters it was. */
export const DeadLetterCount = Type.Object({ count: Type.Integer({ minimum: 0 }) });
export type DeadLetterCount = Static<typeof DeadLetterCount>;
