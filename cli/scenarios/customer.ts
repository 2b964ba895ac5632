import { type Answer, acceptAnswer, type JsonClient, type OutgoingCall } from '../system/json-client.ts';

/** Attempts of a repeatable call: about two seconds in all, enough to survive the loss of a replica. */
export const patientAttempts = 8;

/** A client of the public API that acts under one correlation id. */
export interface Customer {
  readonly correlationId: string;
  token: string | undefined;
  /**
   * Throws an AppError with the problem's code and message, `messageId` and `attempts`, for any status of 400 and more.
   */
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
