import { findJsonFault, type HttpServer } from '@petstore/chassis/http';
import { describeSecurity } from '@petstore/chassis/openapi';
import { inTransaction } from '@petstore/chassis/postgres';
import type { Clock } from '@petstore/chassis/time';
import { ProviderWebhook } from '@petstore/contracts/http';
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { paymentErrors } from '../errors.ts';
import { applyCharge, lockPaymentOf } from '../provider-calls/apply-charge.ts';
import type { PaymentRecorder } from '../provider-calls/payment-recorder.ts';
import { verifyWebhook } from './verify-webhook.ts';
import { isFirstArrival, isFirstArrivalOfKnown } from './webhook-inbox.ts';

interface WebhookOptions {
  readonly recorder: PaymentRecorder;
  readonly secret: string;
  readonly clock: Clock;
}

type Outcome = 'applied' | 'nothing-new' | 'duplicate';

const webhooks = Compile(ProviderWebhook);
const config = {
  summary: 'A signed webhook of the payment provider',
  answers: { 200: Type.Object({ outcome: Type.Enum(['applied', 'nothing-new', 'duplicate']) }) },
};

/** The signature covers the body, which is not read yet at this hook; the handler verifies it. */
const signedByProvider = describeSecurity({ anyOf: ['signature'] }, async () => undefined);

/** The provider's webhooks: delivered at least once and in any order, applied once. */
export function registerWebhookRoutes(server: HttpServer, options: WebhookOptions): void {
  const { secret, clock } = options;
  server.register(async (scope) => {
    // The signature covers the raw bytes.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) =>
      done(null, body),
    );
    scope.post('/webhooks/provider', { onRequest: signedByProvider, config }, async (request) => {
      const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
      const verdict = verifyWebhook({ headers: request.headers, body }, secret, clock.now());
      if ('refused' in verdict) throw paymentErrors.create(verdict.refused);
      return { outcome: await applyOnce(options, verdict.webhookId, parse(body)) };
    });
  });
}

function parse(body: Buffer): ProviderWebhook {
  const text = body.toString('utf8');
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    throw paymentErrors.create('webhook-malformed', { cause: error });
  }
  const fault = findJsonFault(text);
  if (fault !== null) {
    const message = `The webhook is ambiguous: body${fault.instancePath} ${fault.message}.`;
    throw paymentErrors.create('webhook-malformed', { message });
  }
  if (!webhooks.Check(parsed)) throw paymentErrors.create('webhook-malformed');
  return parsed;
}

/**
 * Applies the charge of a webhook and commits the inbox row in the same transaction. A charge without a payment is
 * refused and leaves no inbox row, so the provider retries it.
 */
async function applyOnce(
  options: WebhookOptions,
  webhookId: string,
  webhook: ProviderWebhook,
): Promise<Outcome> {
  const { recorder, clock } = options;
  const isFirstOfKnown = await isFirstArrivalOfKnown(recorder.database, webhookId, webhook.charge);
  if (isFirstOfKnown !== undefined) return isFirstOfKnown ? 'nothing-new' : 'duplicate';
  const tools = { logger: recorder.logger, clock };
  const facts = await inTransaction(recorder.database, async (transaction) => {
    const { charge } = webhook;
    const [locked, isFirst] = await Promise.all([
      lockPaymentOf(transaction, charge),
      isFirstArrival(transaction, webhookId),
    ]);
    return isFirst ? (await applyCharge(transaction, charge, locked, tools)).facts : undefined;
  });
  if (facts === undefined) return 'duplicate';
  recorder.announce(facts);
  return facts.length > 0 ? 'applied' : 'nothing-new';
}
