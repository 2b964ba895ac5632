import { currentInteraction } from '@petstore/chassis/correlation';
import { AppError } from '@petstore/chassis/errors';
import type { HttpClient, IncomingResponse, OutgoingRequest } from '@petstore/chassis/http';
import type { AuthorizePayment, Payment, RefundPayment } from '@petstore/contracts/http';

/** `lost-before`: the request does not arrive. `lost-after`: it takes effect, and the response is lost. `away`: 503. */
export type PaymentFault = 'none' | 'lost-before' | 'lost-after' | 'away' | 'declines' | 'refuses-refunds';

type Answer = { readonly status: number; readonly body: object };

/**
 * payment-service in memory, for many runs. Only idempotency keys protect against a second charge: a retry under a new
 * key charges again, and is found.
 */
export class SimulatedPayments {
  fault: PaymentFault = 'none';
  readonly http: HttpClient = {
    peer: 'payment-service',
    close: async () => undefined,
    send: async (request) => this.#send(request),
  };
  readonly #payments = new Map<string, Payment>();
  readonly #answers = new Map<string, Answer>();
  #requests = 0;

  /** All payments of an order, in the order of their authorization. */
  of(orderId: string): readonly Payment[] {
    return [...this.#payments.values()].filter((payment) => payment.orderId === orderId);
  }

  clear(): void {
    this.fault = 'none';
    this.#payments.clear();
    this.#answers.clear();
  }

  #send<Body>(request: OutgoingRequest): IncomingResponse<Body> {
    this.#requests += 1;
    const messageId = `request-${this.#requests}`;
    const { fault } = this;
    // Like the HTTP client of the chassis: no attempt starts after the deadline.
    if (currentInteraction()?.deadline?.remainingMs() === 0) throw silence('deadline-exceeded', messageId);
    if (fault === 'lost-before') throw silence('peer-unreachable', messageId);
    if (fault === 'away') throw failure({ status: 503, body: problem('payment-in-doubt') }, messageId);
    if (request.method === 'GET') return response(this.#read(request), messageId);
    const key = request.idempotencyKey ?? '';
    const answer = this.#answers.get(key) ?? this.#command(request);
    // A refusal is evaluated again for the same key, as in the real service.
    if (answer.status < 300) this.#answers.set(key, answer);
    if (fault === 'lost-after') throw silence('peer-timeout', messageId);
    return response(answer, messageId);
  }

  #command({ path, body }: OutgoingRequest): Answer {
    const [, , id = '', operation = 'authorize'] = path.split('/');
    if (operation === 'authorize') return this.#authorize(body as AuthorizePayment);
    const payment = this.#payments.get(id);
    if (payment === undefined) return { status: 404, body: problem('payment-not-found') };
    if (operation === 'refund' && this.fault === 'refuses-refunds') {
      return { status: 409, body: problem('refund-refused') };
    }
    const changed = change(payment, operation, body);
    if (typeof changed === 'string') return { status: 409, body: problem(changed) };
    this.#payments.set(id, changed);
    return { status: 200, body: changed };
  }

  #authorize({ orderId, customerId, amount }: AuthorizePayment): Answer {
    const isDeclined = this.fault === 'declines';
    const id = `pay_${this.#payments.size + 1}`;
    const payment: Payment = {
      id,
      orderId,
      customerId,
      amount,
      correlationId: 'book',
      providerReference: id,
      status: isDeclined ? 'declined' : 'authorized',
      declineCode: isDeclined ? 'card_declined' : null,
      capturedMinor: 0,
      refundedMinor: 0,
      createdAt: '',
      updatedAt: '',
    };
    this.#payments.set(id, payment);
    return { status: 201, body: payment };
  }

  #read({ path, query }: OutgoingRequest): Answer {
    const id = path.split('/')[2];
    if (id === undefined) {
      const items = this.of(String(query?.['orderId'])).toReversed();
      return { status: 200, body: { items } };
    }
    const payment = this.#payments.get(id);
    if (payment === undefined) return { status: 404, body: problem('payment-not-found') };
    return { status: 200, body: payment };
  }
}

/** The payment after the operation, or the code of the refusal. */
function change(payment: Payment, operation: string, body: unknown): Payment | string {
  const { status, amount, capturedMinor } = payment;
  if (operation === 'refund') {
    const refundedMinor = payment.refundedMinor + (body as RefundPayment).amountMinor;
    if (refundedMinor > capturedMinor) return 'refund-exceeds-capture';
    const isWhole = refundedMinor === capturedMinor;
    return { ...payment, status: isWhole ? 'refunded' : 'partially_refunded', refundedMinor };
  }
  if (status !== 'authorized')
    return operation === 'void' ? 'payment-already-captured' : 'payment-not-capturable';
  return operation === 'capture'
    ? { ...payment, status: 'captured', capturedMinor: amount.amountMinor }
    : { ...payment, status: 'voided' };
}

function problem(code: string) {
  return { type: 'about:blank', title: code, status: 409, detail: code, code, correlationId: 'book' };
}

function response<Body>(answer: Answer, messageId: string): IncomingResponse<Body> {
  if (answer.status >= 300) throw failure(answer, messageId);
  return { status: answer.status, headers: {}, body: answer.body as Body, messageId, attempts: 1 };
}

function failure({ status, body }: Answer, messageId: string): AppError {
  const code = 'code' in body ? String(body.code) : 'unknown';
  const kind = status === 503 ? 'unavailable' : status === 404 ? 'not-found' : 'conflict';
  return new AppError(code, kind, code, { details: { status, messageId, problem: body } });
}

function silence(
  code: 'peer-unreachable' | 'peer-timeout' | 'deadline-exceeded',
  messageId: string,
): AppError {
  const kind = code === 'peer-unreachable' ? 'unavailable' : 'timeout';
  return new AppError(code, kind, 'no answer', { details: { status: 0, messageId } });
}
