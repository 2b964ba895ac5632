import { appendEvents } from '@petstore/chassis/events';
import type { HttpServer } from '@petstore/chassis/http';
import { inTransaction } from '@petstore/chassis/postgres';
import { AdvisorFeedback, AdvisorRequest, AdvisorResponse, Slug } from '@petstore/contracts/http';
import { Type } from 'typebox';
import { type RecommendDependencies, recommend } from './recommend.ts';

const defaultCount = 5;
const userParams = Type.Object({ id: Slug });
const userQuery = Type.Object(
  { limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 50, default: defaultCount })) },
  { additionalProperties: false },
);
const Accepted = Type.Object({ message_id: Type.String() });

/** Recommendations and feedback. Feedback becomes an event first: its effect is the same whichever way it came in. */
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
  server.route({
    method: 'POST',
    url: '/feedback',
    schema: { body: AdvisorFeedback, response: { 202: Accepted } },
    async handler(request, reply) {
      const {
        customer_id: customerId,
        pet_id: petId,
        type,
        recommendation_id: recommendationId = null,
      } = request.body;
      const [recorded] = await inTransaction(dependencies.database, (transaction) =>
        appendEvents(transaction, [
          {
            type: 'CustomerInteracted',
            subject: customerId,
            data: { customerId, interaction: type, petId, sku: null, orderId: null, recommendationId },
          },
        ]),
      );
      dependencies.committed();
      return reply.code(202).send({ message_id: recorded?.messageId ?? '' });
    },
  });
}
