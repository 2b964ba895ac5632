/**
 * Events that services publish and consume, and records of their requests: outbox, log, consumers, dead letters, and
 * the tables of each. The events' schemas are in contracts/events.
 */

export { createEventConsumer, type EventConsumer } from './consumer/event-consumer.ts';
export type { EventConsumerOptions } from './consumer/handle-event.ts';
export {
  findHandledEvents,
  type HandledEventsOptions,
  registerHandledEventsRoute,
} from './consumer/handled-events.ts';
export { createEventBus, type EventBusOptions } from './create-event-bus.ts';
export { type DeadLetterRoutesOptions, registerDeadLetterRoutes } from './dead-letters/dead-letter-routes.ts';
export { eventErrors } from './errors.ts';
export type { EventBus } from './event-bus.ts';
export type { EventLogRoles } from './log/event-log-grants.ts';
export { type EventLogMigrationOptions, migrateEventLog } from './log/migrate-event-log.ts';
export { createPostgresBus } from './log/postgres-bus.ts';
export {
  createRequestRecorder,
  isInShare,
  type RequestRecorder,
  type RequestRecorderOptions,
} from './log/request-recorder.ts';
export { type MessagingMigrationOptions, migrateMessaging } from './messaging-migrations.ts';
export { createMessagingPruner, type MessagingPrunerOptions } from './messaging-pruner.ts';
export { appendEvents } from './outbox/append-events.ts';
export { createOutboxRelay, type OutboxRelay, type OutboxRelayOptions } from './outbox/outbox-relay.ts';
export { insertOutboxRows, type OutboxRows, withOutboxRows } from './outbox/outbox-rows.ts';
export type { Cause, EventOf, RecordedEvent } from './recorded-event.ts';
