import type { HttpServer } from '@petstore/chassis/http';
import { AdvisorRequest, AdvisorResponse, Slug } from '@petstore/contracts/http';
import { Type } from 'typebox';
import { type RecommendDependencies, recommend } from './recommend.ts';

const defaultCount = 5;
const userParams = Type.Object({ id: Slug });
const userQuery = Type.Object(
  { limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 50, default: defaultCount })) },
  { additionalProperties: false },
);

/** Routes of recommendations by profile and by stated preferences. */
export function registerRecommendationRoutes(server: HttpServer, dependencies: RecommendDependencies): void {
  server.route({
    method: 'GET',
    url: '/recommend/user/:id',
    schema: { params: userParams, querystring: userQuery, response: { 200: AdvisorResponse } },
    handler: (request) => {
      const { limit = defaultCount } = request.query;
      return recommend({ customerId: request.params.id, excludedPets: [], count: limit }, dependencies);
    },
  });
  server.route({
    method: 'POST',
    url: '/recommendations',
    schema: { body: AdvisorRequest, response: { 200: AdvisorResponse } },
    handler: (request) => {
      const {
        customer_id,
        preferences,
        exclude_pets = [],
        max_recommendations = defaultCount,
      } = request.body;
      const wanted = { customerId: customer_id, excludedPets: exclude_pets, count: max_recommendations };
      return recommend(preferences === undefined ? wanted : { ...wanted, preferences }, dependencies);
    },
  });
}
