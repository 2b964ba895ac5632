import { type Static, Type } from 'typebox';

/** A service that consumes an event, and when it first handled it: the time of the row in its consumer's inbox. */
export const EventHandling = Type.Object({ service: Type.String(), at: Type.String() });
export type EventHandling = Static<typeof EventHandling>;

/** Body of `POST /handled-events` of a service that consumes events. */
export const MessageIds = Type.Object(
  { messageIds: Type.Array(Type.String({ minLength: 1, maxLength: 128 }), { maxItems: 500 }) },
  { additionalProperties: false },
);

export const HandledEvent = Type.Object({ messageId: Type.String(), at: Type.String() });
export type HandledEvent = Static<typeof HandledEvent>;

/** The events among those asked for that the service has handled, in no particular order. */
export const HandledEvents = Type.Object({ items: Type.Array(HandledEvent) });
export type HandledEvents = Static<typeof HandledEvents>;

/** One message of a customer interaction, as recorded in the `events` database. */
export const JourneyMessage = Type.Object({
  messageId: Type.String(),
  causationId: Type.Union([Type.String(), Type.Null()]),
  kind: Type.Enum(['request', 'event']),
  /** `METHOD /route/{template}` of a request, the type of an event. */
  name: Type.String(),
  /** Service account of the sender; `client` for a caller from outside. */
  from: Type.String(),
  /** Service account of the receiver; `events` for an event. */
  to: Type.String(),
  /** HTTP status of a request's last attempt; `published` for an event. */
  status: Type.Union([Type.Integer(), Type.String()]),
  /**
   * Milliseconds. For a request, the handling time of its last attempt; for an event, from its creation to its place in
   * the log.
   */
  durationMs: Type.Number(),
  attempts: Type.Integer({ minimum: 1 }),
  at: Type.String(),
  /**
   * Consumers that handled an event, ordered by time; absent for requests. A dead-lettered event does not count as
   * handled.
   */
  handledBy: Type.Optional(Type.Array(EventHandling)),
});
export type JourneyMessage = Static<typeof JourneyMessage>;

/** `GET /v1/journeys/{correlationId}`. `orphans` are messages whose cause is missing or belongs to another journey. */
export const Journey = Type.Object({
  correlationId: Type.String(),
  /** The customer who used the correlation id first; null while nobody did who was signed in. */
  ownerId: Type.Union([Type.String(), Type.Null()]),
  customerIds: Type.Array(Type.String()),
  messages: Type.Array(JourneyMessage),
  roots: Type.Array(Type.String()),
  orphans: Type.Array(Type.String()),
  /** Services that could not be asked which events they handled; absent where all of them answered. */
  consumersUnreachable: Type.Optional(Type.Array(Type.String())),
});
export type Journey = Static<typeof Journey>;
