import { isAppError } from '@petstore/chassis/errors';
import type { HttpClient, HttpServer } from '@petstore/chassis/http';
import {
  authenticate,
  isOperator,
  type Principal,
  principalOf,
  type TokenVerifier,
} from '@petstore/chassis/identity';
import { Journey } from '@petstore/contracts/http';
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { gatewayErrors } from '../errors.ts';

const journeys = Compile(Journey);
const params = Type.Object({ correlationId: Type.String({ pattern: '^[\\w.-]{1,128}$' }) });

/** Operators may see every journey, a customer only their own, also if other customers used its id since. */
export function maySeeJourney(journey: Journey, principal: Principal): boolean {
  if (isOperator(principal)) return true;
  return journey.ownerId === principal.customerId;
}

async function journeyOf(analytics: HttpClient, correlationId: string): Promise<Journey> {
  try {
    const path = `/journeys/${encodeURIComponent(correlationId)}`;
    const expects = (body: unknown) => journeys.Check(body);
    return (await analytics.send({ method: 'GET', path, expects })).body;
  } catch (error) {
    if (isAppError(error) && error.kind === 'not-found')
      throw gatewayErrors.create('journey-not-found', { cause: error });
    throw error;
  }
}

export function registerJourneyRoutes(
  server: HttpServer,
  analytics: HttpClient,
  verifier: TokenVerifier,
): void {
  server.route({
    method: 'GET',
    url: '/v1/journeys/:correlationId',
    onRequest: authenticate(verifier),
    config: { summary: 'The messages of one correlation id, as a tree' },
    schema: { params, response: { 200: Journey } },
    async handler(request) {
      const journey = await journeyOf(analytics, request.params.correlationId);
      if (!maySeeJourney(journey, principalOf(request))) throw gatewayErrors.create('journey-not-found');
      return journey;
    },
  });
}
