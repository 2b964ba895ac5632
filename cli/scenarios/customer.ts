import { AppError, kindOfHttpStatus } from '@petstore/chassis/errors';
import type { Problem } from '@petstore/contracts/http';
import type { Answer, JsonClient, OutgoingCall } from '../http/json-client.ts';

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

/** The answer itself, or its problem as an error. */
export function acceptAnswer<Body>(answer: Answer<Body>, origin: string): Answer<Body> {
  const { status, body, messageId, attempts } = answer;
  if (status < 400) return answer;
  const problem = (typeof body === 'object' ? body : null) as Partial<Problem> | null;
  const code = problem?.code ?? `status-${status}`;
  const message = problem?.reason ?? problem?.detail ?? `${origin} answered ${status}.`;
  throw new AppError(code, kindOfHttpStatus(status), message, { details: { status, messageId, attempts } });
}
