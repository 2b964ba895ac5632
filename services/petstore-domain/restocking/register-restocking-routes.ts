import type { HttpServer } from '@petstore/chassis/http';
import { type OnceAnswer, optionalIdempotencyKeyOf, sendAnswer } from '@petstore/chassis/idempotency';
import { authenticateOperator, principalOf, type TokenVerifier } from '@petstore/chassis/identity';
import type { Metrics } from '@petstore/chassis/metrics';
import type { Pool } from '@petstore/chassis/postgres';
import type { Clock } from '@petstore/chassis/time';
import { AddStock, ListPet, Pet, ProductVariant, Slug } from '@petstore/contracts/http';
import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { listPet, restockProduct } from './restock.ts';

export interface RestockingRoutesOptions {
  readonly database: Pool;
  readonly verifier: TokenVerifier;
  readonly metrics: Metrics;
  readonly clock: Clock;
  /** Currencies in which customers can pay. */
  readonly currencies: readonly string[];
  /** Called after events were committed. */
  readonly onEvents: () => void;
}

const BySku = Type.Object({ sku: Slug });

/** Routes by which operators list pets and add stock. */
export function registerRestockingRoutes(server: HttpServer, options: RestockingRoutesOptions): void {
  const { database, verifier, clock, currencies } = options;
  const onRequest = authenticateOperator(verifier);
  const config = { idempotencyKey: 'optional' } as const;

  server.post(
    '/pets',
    { onRequest, config, schema: { body: ListPet, response: { 201: Pet } } },
    async (request, reply) => {
      const today = new Date(clock.now()).toISOString().slice(0, 10);
      const once = await listPet(
        database,
        { ...senderOf(request), body: request.body },
        { today, currencies },
      );
      report(once, 'pet', options);
      const { status, body } = once.answer;
      if (status === 201) reply.header('location', `/v1/pets/${idOf(body)}`);
      return sendAnswer(reply, once.answer);
    },
  );

  server.post(
    '/products/:sku/stock',
    { onRequest, config, schema: { params: BySku, body: AddStock, response: { 200: ProductVariant } } },
    async (request, reply) => {
      const { sku } = request.params;
      const once = await restockProduct(database, { ...senderOf(request), body: request.body }, sku);
      report(once, 'product', options);
      return sendAnswer(reply, once.answer);
    },
  );
}

function senderOf(request: Pick<FastifyRequest, 'headers' | 'interaction' | 'principal'>) {
  return {
    operatorId: principalOf(request).customerId,
    idempotencyKey: optionalIdempotencyKeyOf(request.headers),
    correlationId: request.interaction.correlationId,
  };
}

function idOf(body: string): string {
  const { id }: { id: string } = JSON.parse(body);
  return id;
}

function report(
  once: OnceAnswer<number>,
  kind: 'pet' | 'product',
  { metrics, onEvents }: RestockingRoutesOptions,
): void {
  if (once.isReplay || once.result === 0) return;
  metrics.counter('petstore_restocked_items_total').inc({ kind }, once.result);
  onEvents();
}
