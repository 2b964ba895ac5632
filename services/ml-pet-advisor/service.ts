import type { Environment } from '@petstore/chassis/config';
import { createEventConsumer, createOutboxRelay } from '@petstore/chassis/events';
import type { ServiceContext, ServiceDefinition, ServiceParts } from '@petstore/chassis/lifecycle';
import { loadAdvisorConfig } from './config.ts';
import { advisorEventTypes, applyEvent } from './knowledge/apply-event.ts';
import { awaitKnowledge } from './knowledge/await-knowledge.ts';
import { knowsAnyPet } from './knowledge/knowledge-store.ts';
import { PetDescriptions } from './knowledge/pet-descriptions.ts';
import { measurePerformance, registerPerformanceRoutes } from './performance/register-performance-routes.ts';
import { registerRecommendationRoutes } from './recommending/register-recommendation-routes.ts';

function build(context: ServiceContext): ServiceParts {
  const { name, logger, metrics, clock } = context;
  const database = context.openDatabase();
  const bus = context.openBus();
  const messaging = { database, bus, logger, metrics, clock };
  const relay = createOutboxRelay({ service: name, ...messaging });
  const consumer = createEventConsumer({
    consumer: 'knowledge',
    types: advisorEventTypes,
    handle: applyEvent,
    ...messaging,
  });
  return {
    routes(server) {
      const descriptions = new PetDescriptions();
      const committed = () => relay.wake();
      registerRecommendationRoutes(server, { database, descriptions, metrics, logger, committed });
      registerPerformanceRoutes(server, database);
    },
    readiness: {
      catalogue: awaitKnowledge({ knowsPets: () => knowsAnyPet(database), consumer, clock }),
    },
    workers: [relay, consumer],
    metricsSummary: () => measurePerformance(database),
  };
}

/** Recommends pets by rules and popularity, and states how often such recommendations were taken up so far. */
export function defineAdvisor(environment: Environment): ServiceDefinition {
  return { name: 'ml-pet-advisor', settings: loadAdvisorConfig(environment), environment, build };
}
