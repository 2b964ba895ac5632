import type { Environment } from '@petstore/chassis/config';
import { createEventConsumer, registerDeadLetterRoutes } from '@petstore/chassis/events';
import { createTokenVerifier, jwksFrom } from '@petstore/chassis/identity';
import type { ServiceContext, ServiceDefinition, ServiceParts } from '@petstore/chassis/lifecycle';
import { applyBusinessEvent, businessEventTypes } from './business/apply-business-event.ts';
import { registerBusinessRoutes } from './business/register-business-routes.ts';
import { type AnalyticsConfig, loadAnalyticsConfig } from './config.ts';
import { inboxOf, ownInbox } from './journeys/find-handlings.ts';
import { registerJourneyRoutes } from './journeys/register-journey-routes.ts';
import { createRecordPruner } from './retention/create-record-pruner.ts';

/** Computes business figures from events, and journeys from the records of requests and events. */
export function defineAnalytics(environment: Environment): ServiceDefinition {
  const config = loadAnalyticsConfig(environment);
  return {
    name: 'analytics',
    settings: config,
    environment,
    build: (context) => build(context, config),
  };
}

const consumerName = 'business';

function build(context: ServiceContext, config: AnalyticsConfig): ServiceParts {
  const { logger, metrics, clock } = context;
  const { journeyShare, recordsKeptHours: keptHours, eventsKeptHours } = config;
  const database = context.openDatabase();
  const events = context.openEvents();
  const advisor = context.createClient({
    peer: 'ml-pet-advisor',
    baseUrl: config.advisorUrl,
    timeoutMs: 600,
  });
  const handlers = [ownInbox(context.name, { database, consumers: [consumerName] }), inboxOf(advisor)];
  const consumer = createEventConsumer({
    consumer: consumerName,
    database,
    bus: context.openBus(),
    leadership: context.joinLeadership(),
    types: businessEventTypes,
    handle: applyBusinessEvent,
    logger,
    metrics,
    clock,
  });
  const verifier = createTokenVerifier({
    fetchKeys: jwksFrom(context.createClient({ peer: 'gateway', baseUrl: config.jwksUrl })),
    issuer: config.jwtIssuer,
    audience: config.jwtAudience,
    longestLifetimeHours: config.longestTokenHours,
    clock,
  });
  return {
    routes(server) {
      registerDeadLetterRoutes(server, { database, verifier, consumers: [consumer] });
      registerJourneyRoutes(server, { events, journeyShare, keptHours, handlers });
      registerBusinessRoutes(server, database);
    },
    workers: [consumer, createRecordPruner({ events, keptHours, eventsKeptHours, logger, clock })],
  };
}
