import { isAppError } from '@petstore/chassis/errors';
import type { HttpClient } from '@petstore/chassis/http';
import { ChangedCharges, Charge, ChargeList } from '@petstore/contracts/http';
import { Compile } from 'typebox/compile';
import type { PaymentState } from '../payments/payment.ts';
import type { ProviderCall } from './provider-call.ts';

/** A charge as the provider reported it, and the id of the message whose answer reported it. */
export interface ObservedCharge {
  readonly charge: Charge;
  readonly messageId: string;
}

type CallAnswer = ObservedCharge | { readonly refusedCode: string };

export interface ProviderClient {
  /** Sends a call with its key. Throws if the outcome is unknown. */
  perform(call: ProviderCall, payment: PaymentState, cardToken?: string): Promise<CallAnswer>;
  /** The charge of a payment at the provider, if any. */
  lookUp(payment: PaymentState): Promise<ObservedCharge | undefined>;
  /** A page of the charges that changed after a cursor; the answer has the same cursor if there are no more. */
  changes(after: string): Promise<ChangedCharges>;
}

const charges = Compile(Charge);
const chargeLists = Compile(ChargeList);
const changedCharges = Compile(ChangedCharges);
const isCharge = (body: unknown): body is Charge => charges.Check(body);
const definiteKinds: readonly string[] = ['invalid', 'not-found', 'conflict', 'unprocessable'];

/**
 * Whether an error is the provider's final refusal: the call had no effect, and a retry gets the same answer. Only a
 * problem document counts, since a bare status may come from an intermediary that does not know what the provider did.
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
  const action = operation === 'refund' ? 'refunds' : operation;
  return {
    path: `/v1/charges/${encodeURIComponent(payment.providerReference ?? '')}/${action}`,
    route: `/v1/charges/{id}/${action}`,
    ...(operation === 'refund' ? { body: { amountMinor } } : {}),
  };
}

/** Calls are sent with a single attempt: without an answer, the charge is looked up before the call is sent again. */
export function createProviderClient(client: HttpClient, apiKey: string): ProviderClient {
  const headers = { authorization: `Bearer ${apiKey}` };
  return {
    async perform(call, payment, cardToken) {
      const request = requestOf(call, payment, cardToken);
      const { providerKey: idempotencyKey } = call;
      try {
        const { body, messageId } = await client.send({
          method: 'POST',
          headers,
          idempotencyKey,
          maxAttempts: 1,
          expects: isCharge,
          ...request,
        });
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
