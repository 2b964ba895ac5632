import type { HttpServer } from '@petstore/chassis/http';
import { authenticate, principalOf, type TokenVerifier } from '@petstore/chassis/identity';
import type { Metrics } from '@petstore/chassis/metrics';
import type { Queryable } from '@petstore/chassis/postgres';
import { Recommendations } from '@petstore/contracts/http';
import { Type } from 'typebox';
import { findPets, listWishedPets } from '../catalogue/pet-store.ts';
import { findProfile } from '../customers/customer-store.ts';
import type { AskAdvisor } from './advisor-client.ts';
import { composeAdvice, composeFallback, fallbackModel } from './compose-recommendations.ts';

export interface RecommendationRoutesOptions {
  readonly database: Queryable;
  readonly verifier: TokenVerifier;
  readonly metrics: Metrics;
  readonly askAdvisor: AskAdvisor;
}

const defaultLimit = 5;
const RecommendationQuery = Type.Object(
  { limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 50, default: defaultLimit })) },
  { additionalProperties: false },
);

/** A budget that includes every price (the range of PostgreSQL's `integer`). */
const anyBudgetMinor = [0, 2_147_483_647] as const;

/** Pets for the caller: the advisor's list, or the shop's own if the advisor does not answer. */
export function registerRecommendationRoutes(server: HttpServer, options: RecommendationRoutesOptions): void {
  const { database, verifier, metrics, askAdvisor } = options;
  server.get(
    '/recommendations',
    {
      onRequest: authenticate(verifier),
      schema: { querystring: RecommendationQuery, response: { 200: Recommendations } },
    },
    async (request) => {
      const { customerId } = principalOf(request);
      const { limit = defaultLimit } = request.query;
      const advice = await askAdvisor(customerId, limit);
      if (advice !== null) {
        const ids = advice.recommendations.map(({ pet_id: id }) => id);
        const composed = composeAdvice(advice, await findPets(database, ids));
        if (composed.items.length > 0) return composed;
      }
      metrics
        .counter('petstore_recommendations_total')
        .inc({ model_version: fallbackModel, fallback: 'true' });
      return recommendFromCatalogue(database, customerId, limit);
    },
  );
}

async function recommendFromCatalogue(
  database: Queryable,
  customerId: string,
  limit: number,
): Promise<Recommendations> {
  const profile = await findProfile(database, customerId);
  if (profile !== null) {
    const wish = { categories: profile.petTypes, budgetMinor: profile.budgetMinor, limit };
    const pets = await listWishedPets(database, wish, customerId);
    if (pets.length > 0) return composeFallback(pets, true);
  }
  const wish = { categories: [], budgetMinor: anyBudgetMinor, limit };
  return composeFallback(await listWishedPets(database, wish, customerId), false);
}
