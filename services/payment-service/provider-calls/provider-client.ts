import { isAppError } from '@petstore/chassis/errors';
import type { HttpClient } from '@petstore/chassis/http';
import { ChangedCharges, Charge, ChargeList } from '@petstore/contracts/http';
import { Compile } from 'typebox/compile';
import type { PaymentState } from '../payments/payment-state.ts';
import type { ProviderCall } from './provider-call.ts';

/** A charge as the provider showed it, and the message in whose answer it did. */
export interface Sight {
  readonly charge: Charge;
  readonly messageId: string;
}

export type CallAnswer = Sight | { readonly refusedCode: string };

export interface ProviderClient {
  /** Sends a call with its key. Throws when its outcome is not certain. */
  perform(call: ProviderCall, payment: PaymentState, cardToken?: string): Promise<CallAnswer>;
  /** The charge that the provider has for a payment, if any. */
  lookUp(payment: PaymentState): Promise<Sight | undefined>;
  /** Charges that changed after a place in the provider's book, some at a time; the same cursor again when there are no more. */
  changes(after: string): Promise<ChangedCharges>;
}

const charges = Compile(Charge);
const chargeLists = Compile(ChargeList);
const changedCharges = Compile(ChangedCharges);
const isCharge = (body: unknown): body is Charge => charges.Check(body);
const definiteKinds: readonly string[] = ['invalid', 'not-found', 'conflict', 'unprocessable'];

/**
 * The provider says no for good: nothing happened, and repeating the same will not change it. It says so in a problem document of its own:
 * a bare status may come from somebody in between, who knows nothing of what the provider did.
 */
function isRefusal(error: unknown): error is { code: string } {
  if (!isAppError(error) || error.details['problem'] === undefined) return false;
  return definiteKinds.includes(error.kind) && error.code !== 'request-in-flight';
}

function requestOf(call: ProviderCall, payment: PaymentState, cardToken: string | undefined) {
  const { amountMinor, operation } = call;
  if (operation === 'authorize') {
    const amount = { amountMinor, currency: payment.currency };
    return { path: '/v1/charges', route: '/v1/charges', body: { amount, cardToken, reference: payment.id } };
  }
  const place = operation === 'refund' ? 'refunds' : operation;
  return {
    path: `/v1/charges/${encodeURIComponent(payment.providerReference ?? '')}/${place}`,
    route: `/v1/charges/{id}/${place}`,
    ...(operation === 'refund' ? { body: { amountMinor } } : {}),
  };
}

/** Commands are sent once each: when no answer comes, the provider's book is looked into before anything is repeated. */
export function createProviderClient(client: HttpClient, apiKey: string): ProviderClient {
  const headers = { authorization: `Bearer ${apiKey}` };
  return {
    async perform(call, payment, cardToken) {
      const request = requestOf(call, payment, cardToken);
      const { providerKey: idempotencyKey } = call;
      try {
        const sent = { method: 'POST', headers, idempotencyKey, maxAttempts: 1, ...request } as const;
        const { body, messageId } = await client.send({ ...sent, expects: isCharge });
        return { charge: body, messageId };
      } catch (error) {
        if (isRefusal(error)) return { refusedCode: error.code };
        throw error;
      }
    },
    async lookUp(payment) {
      const query = { reference: payment.id };
      const expects = (body: unknown) => chargeLists.Check(body);
      const { body, messageId } = await client.send({
        method: 'GET',
        path: '/v1/charges',
        query,
        headers,
        expects,
      });
      const own = body.items.find(({ id }) => id === payment.providerReference);
      const charge = own ?? body.items.find(({ status }) => status !== 'declined') ?? body.items[0];
      return charge === undefined ? undefined : { charge, messageId };
    },
    async changes(after) {
      const path = '/v1/charges/changes';
      const expects = (body: unknown) => changedCharges.Check(body);
      return (await client.send({ method: 'GET', path, query: { after }, headers, expects })).body;
    },
  };
}
