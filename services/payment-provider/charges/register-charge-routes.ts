import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { HttpServer } from '@petstore/chassis/http';
import { hashRequest, idempotencyKeyOf } from '@petstore/chassis/idempotency';
import type { Pool } from '@petstore/chassis/postgres';
import { ChangedCharges, Charge, ChargeList, ChargeRefund, CreateCharge } from '@petstore/contracts/http';
import { Type } from 'typebox';
import type { ProviderAccess } from '../access/provider-access.ts';
import { providerErrors } from '../errors.ts';
import type { FaultGate } from '../faults/fault-gate.ts';
import type { KeyedRequest } from '../idempotency/key-store.ts';
import type { ChargeCommands } from './charge-commands.ts';
import { findCharge, listChanged, listCharges } from './charge-store.ts';
import { type ChargeDecision, captureCharge, refundCharge, voidCharge } from './decide-charge.ts';

interface ChargeRouteOptions {
  readonly database: Pool;
  readonly commands: ChargeCommands;
  readonly gate: FaultGate;
  readonly access: ProviderAccess;
}

const ChargePath = Type.Object({ id: Type.String({ minLength: 1, maxLength: 128 }) });
const ChargeQuery = Type.Object(
  { reference: Type.String({ minLength: 1, maxLength: 128 }) },
  { additionalProperties: false },
);

const mostEntries = 200;
const ChangesQuery = Type.Object(
  { after: Type.String({ pattern: '^\\d{1,18}\\.\\d{1,18}$', default: '0.0' }) },
  { additionalProperties: false },
);

interface Received {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly raw: IncomingMessage;
  readonly body?: unknown;
}

/** The idempotency key of a command and the hash of its method, path and body. */
export function keyedOf({ method, url, headers, body }: Omit<Received, 'raw'>): KeyedRequest {
  return { key: idempotencyKeyOf(headers), requestHash: hashRequest(body, `${method} ${url}`) };
}

/**
 * The merchant's commands and look-ups. Faults affect commands only, so that a merchant can look up a charge in doubt.
 */
export function registerChargeRoutes(server: HttpServer, options: ChargeRouteOptions): void {
  const { commands, gate, access } = options;
  const onRequest = access.merchant;
  const config = { idempotencyKey: 'required' } as const;

  async function change(request: Received, chargeId: string, decide: (charge: Charge) => ChargeDecision) {
    const keyed = keyedOf(request);
    const { body } = await gate.pass(request.raw, commands.change(keyed, { chargeId, decide }));
    return body;
  }

  server.post(
    '/v1/charges',
    { onRequest, config, schema: { body: CreateCharge, response: { 201: Charge } } },
    async (request, reply) => {
      const keyed = keyedOf(request);
      const { body } = await gate.pass(request.raw, commands.open(keyed, request.body));
      return reply.code(201).send(body);
    },
  );

  const schema = { params: ChargePath, response: { 200: Charge } };
  server.post('/v1/charges/:id/capture', { onRequest, config, schema }, (request) =>
    change(request, request.params.id, captureCharge),
  );
  server.post('/v1/charges/:id/void', { onRequest, config, schema }, (request) =>
    change(request, request.params.id, voidCharge),
  );
  server.post(
    '/v1/charges/:id/refunds',
    { onRequest, config, schema: { ...schema, body: ChargeRefund } },
    (request) =>
      change(request, request.params.id, (charge) => refundCharge(charge, request.body.amountMinor)),
  );
  registerLookUps(server, options);
}

function registerLookUps(server: HttpServer, { database, access }: ChargeRouteOptions): void {
  const onRequest = access.merchant;
  server.get(
    '/v1/charges',
    { onRequest, schema: { querystring: ChargeQuery, response: { 200: ChargeList } } },
    async (request) => ({ items: await listCharges(database, request.query.reference) }),
  );
  server.get(
    '/v1/charges/changes',
    { onRequest, schema: { querystring: ChangesQuery, response: { 200: ChangedCharges } } },
    async (request) => {
      const { after } = request.query;
      const [transaction_id = '0', position] = after.split('.');
      const place = { transaction_id, position: Number(position) };
      const { charges, last } = await listChanged(database, place, mostEntries);
      return {
        items: charges,
        cursor: last === undefined ? after : `${last.transaction_id}.${last.position}`,
      };
    },
  );
  server.get(
    '/v1/charges/:id',
    { onRequest, schema: { params: ChargePath, response: { 200: Charge } } },
    async (request) => {
      const charge = await findCharge(database, request.params.id);
      if (charge === undefined) throw providerErrors.create('charge-not-found');
      return charge;
    },
  );
}
