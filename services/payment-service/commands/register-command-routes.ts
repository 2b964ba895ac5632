import type { IncomingHttpHeaders } from 'node:http';
import type { HttpServer } from '@petstore/chassis/http';
import { hashRequest, idempotencyKeyOf, type KeyedRequest, sendAnswer } from '@petstore/chassis/idempotency';
import type { Principal } from '@petstore/chassis/identity';
import type { Pool } from '@petstore/chassis/postgres';
import { AuthorizePayment, Payment, RefundPayment } from '@petstore/contracts/http';
import { Type } from 'typebox';
import { mayAccess, type PaymentAccess } from '../access/payment-access.ts';
import { paymentErrors } from '../errors.ts';
import { readPayment } from '../payments/payment-store.ts';
import type { PaymentCommands } from './payment-commands.ts';

interface CommandRouteOptions {
  readonly database: Pool;
  readonly commands: PaymentCommands;
  readonly access: PaymentAccess;
}

interface Received {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body?: unknown;
  principal: Principal | null;
}

const params = Type.Object({ id: Type.String({ minLength: 1, maxLength: 128 }) });

/** Routes of the commands that move money; each requires an idempotency key. */
export function registerCommandRoutes(server: HttpServer, options: CommandRouteOptions): void {
  const { database, commands, access } = options;
  const config = { idempotencyKey: 'required', shedding: 'last' } as const;
  const route = { onRequest: access.command, attachValidation: true, config };
  const schema = { params, response: { 200: Payment } };

  function keyedOf(request: Received): KeyedRequest {
    const { method, url, headers, body } = request;
    const key = idempotencyKeyOf(headers);
    return {
      scope: access.idempotencyScopeOf(request),
      key,
      requestHash: hashRequest(body, `${method} ${url}`),
    };
  }

  /** Answers 404 for another customer's payment, as for one that does not exist. */
  async function requireOwn(request: Received, paymentId: string): Promise<void> {
    if (request.principal === null) return;
    const { customerId } = await readPayment(database, paymentId);
    if (!mayAccess(request.principal, customerId)) throw paymentErrors.create('payment-not-found');
  }

  server.post(
    '/payments',
    { ...route, schema: { body: AuthorizePayment, response: { 201: Payment } } },
    async (request, reply) => {
      refuseInvalidBody(request.validationError);
      const keyed = keyedOf(request);
      if (!mayAccess(request.principal, request.body.customerId))
        throw paymentErrors.create('payment-not-found');
      const answer = await commands.authorize(keyed, request.body);
      if (answer.status === 201) reply.header('location', `/payments/${idOf(answer.body)}`);
      return sendAnswer(reply, answer);
    },
  );

  for (const operation of ['capture', 'void'] as const) {
    server.post(`/payments/:id/${operation}`, { ...route, schema }, async (request, reply) => {
      refuseInvalidBody(request.validationError);
      const { id } = request.params;
      const keyed = keyedOf(request);
      await requireOwn(request, id);
      return sendAnswer(reply, await commands[operation](keyed, id));
    });
  }

  server.post(
    '/payments/:id/refund',
    { ...route, schema: { ...schema, body: RefundPayment } },
    async (request, reply) => {
      refuseInvalidBody(request.validationError);
      const { id } = request.params;
      const keyed = keyedOf(request);
      await requireOwn(request, id);
      return sendAnswer(reply, await commands.refund(keyed, id, request.body.amountMinor));
    },
  );
}

function idOf(body: string): string {
  const { id }: { id: string } = JSON.parse(body);
  return id;
}

/** Validation details that the HTTP server attaches to a request on routes with `attachValidation`. */
interface BodyProblem {
  readonly validation?: readonly { readonly instancePath: string; readonly keyword: string }[];
}

/**
 * Throws 422 for a body whose only problem is an amount out of range, and the validation error itself (400) otherwise.
 */
export function refuseInvalidBody(problem: (Error & BodyProblem) | undefined): void {
  if (problem === undefined) return;
  const entries = problem.validation ?? [];
  const isAmount = entries.every(
    ({ instancePath, keyword }) =>
      instancePath.endsWith('/amountMinor') && (keyword === 'minimum' || keyword === 'maximum'),
  );
  throw isAmount && entries.length > 0
    ? paymentErrors.create('amount-out-of-range', { cause: problem })
    : problem;
}
