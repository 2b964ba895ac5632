import { busKinds } from '../events/event-bus.ts';
import { protections } from '../resilience/protection.ts';
import { boolean, choice, decimal, integer, optionalUrl, text, words } from './fields.ts';
import type { ConfigOf } from './load-config.ts';

/** The same field in every process, so that a wrong level is reported together with all other problems. */
export const logLevel = choice('LOG_LEVEL', {
  of: ['debug', 'info', 'warn', 'error', 'fatal', 'silent'],
  default: 'info',
});

/** Settings that every service has; a service spreads them into its own. In a cluster HOST is the pod's address. */
export const serviceSettings = {
  port: integer('PORT', { default: 8080, minimum: 0, maximum: 65_535 }),
  host: text('HOST', { default: '127.0.0.1' }),
  logLevel,
  podName: text('POD_NAME', { default: 'local' }),
  version: text('SERVICE_VERSION', { default: 'v1' }),
  /** Share of correlation ids whose requests are recorded, 0 to 1. */
  journeyShare: decimal('JOURNEY_SHARE', { default: 1, minimum: 0, maximum: 1 }),
  /** Longest lifetime of an access token, from its issue to its expiry, that is accepted. */
  longestTokenHours: integer('JWT_LONGEST_LIFETIME_HOURS', { default: 720, minimum: 1, maximum: 8_760 }),
  /** The event bus; all services of a system need the same value. */
  eventBus: choice('EVENT_BUS', { of: busKinds, default: 'postgres' }),
  natsUrl: text('NATS_URL', { default: 'nats://nats:4222' }),
  /** Retention of published events in the outbox and of handled message ids in the inbox. */
  outboxKeptHours: integer('OUTBOX_KEPT_HOURS', { default: 72, minimum: 1, maximum: 87_600 }),
  inboxKeptHours: integer('INBOX_KEPT_HOURS', { default: 168, minimum: 1, maximum: 87_600 }),
  /** Base address of an OTLP/HTTP receiver; without it no spans are recorded. */
  otlpEndpoint: optionalUrl('OTEL_EXPORTER_OTLP_ENDPOINT'),
  /** Share of new traces that are recorded, 0 to 1; a trace recorded by the caller is always recorded. */
  traceShare: decimal('OTEL_TRACES_SAMPLER_ARG', { default: 1, minimum: 0, maximum: 1 }),
  /** Gives statements and transactions spans of their own. */
  traceStatements: boolean('TRACE_STATEMENTS', { default: false }),
  /** Longest time that a request may take; a shorter deadline of the caller takes precedence. */
  requestDeadlineMs: integer('REQUEST_DEADLINE_MS', { default: 10_000, minimum: 1, maximum: 600_000 }),
  /** How long a request waits for a database connection before it is answered with 503. */
  databaseWaitMs: integer('DATABASE_WAIT_MS', { default: 900, minimum: 1, maximum: 60_000 }),
  /** From three quarters of this number on, requests are refused with 503; from all of it on, checkouts too. */
  maxActiveRequests: integer('MAX_ACTIVE_REQUESTS', { default: 256, minimum: 1 }),
  /** Protections that are switched off, so that an experiment can show their effect. */
  protectionsOff: words('PROTECTIONS_OFF', protections),
} as const;

export type ServiceSettings = ConfigOf<typeof serviceSettings>;
