import type { Environment } from '@petstore/chassis/config';
import {
  createEventConsumer,
  createOutboxRelay,
  registerDeadLetterRoutes,
  registerHandledEventsRoute,
} from '@petstore/chassis/events';
import { createTokenVerifier, jwksFrom } from '@petstore/chassis/identity';
import type { ServiceContext, ServiceDefinition, ServiceParts } from '@petstore/chassis/lifecycle';
import { type AdvisorConfig, loadAdvisorConfig } from './config.ts';
import { saveOrder } from './feedback/known-order-store.ts';
import { registerFeedbackRoute } from './feedback/register-feedback-route.ts';
import { advisorEventTypes, applyEvent } from './knowledge/apply-event.ts';
import { awaitKnowledge } from './knowledge/await-knowledge.ts';
import { Candidates, isPetEvent } from './knowledge/candidates.ts';
import { knowsAnyPet } from './knowledge/knowledge-store.ts';
import { PetDescriptions } from './knowledge/pet-descriptions.ts';
import { measurePerformance, registerPerformanceRoutes } from './performance/register-performance-routes.ts';
import { registerRecommendationRoutes } from './recommending/register-recommendation-routes.ts';

const consumerName = 'knowledge';
/** Has an offset of its own, so that orders placed before they were kept are read too. */
const orderConsumerName = 'known-orders';

function build(context: ServiceContext, config: AdvisorConfig): ServiceParts {
  const { name, logger, metrics, clock } = context;
  const database = context.openDatabase();
  const bus = context.openBus();
  const messaging = { database, bus, leadership: context.joinLeadership(), logger, metrics, clock };
  const relay = createOutboxRelay({ service: name, ...messaging });
  const candidates = new Candidates(new PetDescriptions(), clock);
  const consumer = createEventConsumer({
    consumer: consumerName,
    types: advisorEventTypes,
    handle(transaction, event) {
      if (isPetEvent(event)) candidates.note(event);
      return applyEvent(transaction, event);
    },
    ...messaging,
  });
  const orders = createEventConsumer({
    consumer: orderConsumerName,
    types: ['OrderPlaced'],
    handle: async (transaction, { data }) => saveOrder(transaction, data),
    ...messaging,
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
      registerDeadLetterRoutes(server, { database, verifier, consumers: [consumer, orders] });
      registerHandledEventsRoute(server, { database, consumers: [consumerName, orderConsumerName] });
      const committed = () => relay.wake();
      registerRecommendationRoutes(server, { database, candidates, metrics, logger, committed });
      registerFeedbackRoute(server, { database, consumer: orders, clock, committed });
      registerPerformanceRoutes(server, database);
    },
    readiness: {
      catalogue: awaitKnowledge({ knowsPets: () => knowsAnyPet(database), consumer, clock }),
    },
    workers: [relay, consumer, orders],
    metricsSummary: () => measurePerformance(database),
  };
}

/** Recommends pets by rules and popularity, with the measured acceptance rate of such recommendations as confidence. */
export function defineAdvisor(environment: Environment): ServiceDefinition {
  const config = loadAdvisorConfig(environment);
  return {
    name: 'ml-pet-advisor',
    settings: config,
    environment,
    build: (context) => build(context, config),
  };
}
