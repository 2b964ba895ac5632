/**
 * Facts that services tell each other, and records of their requests: outbox, relay, consumer, recorder, and the tables of each.
 * Not the shapes of the events: those stand in contracts/events.
 */
export { appendEvents } from './append-events.ts';
export { createEventBus, type EventBusOptions } from './create-event-bus.ts';
export {
  createEventConsumer,
  type EventConsumer,
  type EventConsumerOptions,
} from './create-event-consumer.ts';
export { createMessagingPruner, type MessagingPrunerOptions } from './create-messaging-pruner.ts';
export { createOutboxRelay, type OutboxRelay, type OutboxRelayOptions } from './create-outbox-relay.ts';
export { createPostgresBus } from './create-postgres-bus.ts';
export {
  createRequestRecorder,
  type RequestRecorder,
  type RequestRecorderOptions,
} from './create-request-recorder.ts';
export { createWaker, type Waker } from './create-waker.ts';
export type { EventBus } from './event-bus.ts';
export { eventErrors } from './event-errors.ts';
export type { EventLogRoles } from './event-log-grants.ts';
export {
  findHandledEvents,
  type HandledEventsOptions,
  registerHandledEventsRoute,
} from './handled-events.ts';
export { isInShare } from './is-in-share.ts';
export { type EventLogMigrationOptions, migrateEventLog } from './migrate-event-log.ts';
export { type MessagingMigrationOptions, migrateMessaging } from './migrate-messaging.ts';
export type { Cause, EventOf, RecordedEvent } from './recorded-event.ts';
export { type DeadLetterRoutesOptions, registerDeadLetterRoutes } from './register-dead-letter-routes.ts';
