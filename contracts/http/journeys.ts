import { type Static, Type } from 'typebox';

/** One message of a customer interaction, as the records of `events` hold it. */
export const JourneyMessage = Type.Object({
  messageId: Type.String(),
  causationId: Type.Union([Type.String(), Type.Null()]),
  kind: Type.Enum(['request', 'event']),
  /** `METHOD /route/{template}` of a request, the type of an event. */
  name: Type.String(),
  /** Service (account) that sent it; `client` for a caller from outside. */
  from: Type.String(),
  /** Service that received it; `events` for an event. */
  to: Type.String(),
  /** HTTP status of a request's last attempt; `published` for an event. */
  status: Type.Union([Type.Integer(), Type.String()]),
  /** Handling time of a request's last attempt; for an event, from the fact to its place in the log. */
  durationMs: Type.Number(),
  attempts: Type.Integer({ minimum: 1 }),
  at: Type.String(),
});
export type JourneyMessage = Static<typeof JourneyMessage>;

/** `GET /v1/journeys/{correlationId}`. `orphans` are messages whose cause is missing or is not of the set. */
export const Journey = Type.Object({
  correlationId: Type.String(),
  customerIds: Type.Array(Type.String()),
  messages: Type.Array(JourneyMessage),
  roots: Type.Array(Type.String()),
  orphans: Type.Array(Type.String()),
});
export type Journey = Static<typeof Journey>;
