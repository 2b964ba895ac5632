import { findJsonFault, type HttpServer } from '@petstore/chassis/http';
import { describeSecurity } from '@petstore/chassis/openapi';
import { inTransaction } from '@petstore/chassis/postgres';
import type { Clock } from '@petstore/chassis/time';
import { ProviderWebhook } from '@petstore/contracts/http';
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { paymentErrors } from '../errors.ts';
import { applyCharge, knowPayment } from '../provider-calls/apply-charge.ts';
import type { PaymentDesk } from '../provider-calls/payment-desk.ts';
import { verifyWebhook } from './verify-webhook.ts';
import { isFirstArrival } from './webhook-inbox-store.ts';

export interface WebhookOptions {
  readonly desk: PaymentDesk;
  readonly secret: string;
  readonly clock: Clock;
}

type Outcome = 'applied' | 'nothing-new' | 'duplicate';

const webhooks = Compile(ProviderWebhook);
const config = {
  summary: 'A signed webhook of the payment provider',
  answers: { 200: Type.Object({ outcome: Type.Enum(['applied', 'nothing-new', 'duplicate']) }) },
};

/** The body is not there yet: the handler verifies its signature. */
const signedByProvider = describeSecurity({ anyOf: ['signature'] }, async () => undefined);

/** The provider's webhooks: at least once and in any order from there, one effect here. */
export function registerWebhookRoutes(server: HttpServer, options: WebhookOptions): void {
  const { secret, clock } = options;
  server.register(async (scope) => {
    // The signature is over the bytes as they came.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) =>
      done(null, body),
    );
    scope.post('/webhooks/provider', { onRequest: signedByProvider, config }, async (request) => {
      const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
      const verdict = verifyWebhook({ headers: request.headers, body }, secret, clock.now());
      if ('refused' in verdict) throw paymentErrors.create(verdict.refused);
      return { outcome: await take(options, verdict.webhookId, parse(body)) };
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

/** Inbox row and effect commit together; a charge of no payment leaves neither, and the provider's books show that it failed. */
async function take(options: WebhookOptions, webhookId: string, webhook: ProviderWebhook): Promise<Outcome> {
  const { desk } = options;
  const facts = await inTransaction(desk.database, async (transaction) => {
    const { charge } = webhook;
    const [known, isFirst] = await Promise.all([
      knowPayment(transaction, charge),
      isFirstArrival(transaction, webhookId),
    ]);
    return isFirst ? (await applyCharge(transaction, { charge, known }, desk.logger)).facts : undefined;
  });
  if (facts === undefined) return 'duplicate';
  desk.announce(facts);
  return facts.length > 0 ? 'applied' : 'nothing-new';
}
