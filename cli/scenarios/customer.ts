import { type Answer, acceptAnswer, type JsonClient, type OutgoingCall } from '../system/json-client.ts';

/** Of a call that may be repeated: enough to outlive a replica that is killed, about two seconds in all. */
export const patientAttempts = 8;

/** Somebody outside of the system who uses its public API under one correlation id. */
export interface Customer {
  readonly correlationId: string;
  token: string | undefined;
  /** Throws an AppError with the problem's code and words, `messageId` and `attempts`, for any status of 400 and more. */
  send<Body>(call: OutgoingCall): Promise<Answer<Body>>;
}

export function createCustomer(client: JsonClient, correlationId: string): Customer {
  const customer: Customer = {
    correlationId,
    token: undefined,
    async send<Body>(call: OutgoingCall) {
      const { token } = customer;
      return acceptAnswer(await client.send<Body>({ correlationId, token, ...call }), client.origin);
    },
  };
  return customer;
}
