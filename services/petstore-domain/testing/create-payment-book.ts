import { AppError } from '@petstore/chassis/errors';
import type { HttpClient, IncomingResponse, OutgoingRequest } from '@petstore/chassis/http';
import type { AuthorizePayment, Payment, RefundPayment } from '@petstore/contracts/http';

/** `lost-before`: nothing arrives. `lost-after`: it takes effect and nobody hears of it. `away`: payment-service says it cannot. */
export type PaymentFault = 'none' | 'lost-before' | 'lost-after' | 'away' | 'declines' | 'refuses-refunds';

/**
 * payment-service as a book in memory, for runs of many orders. It remembers keys and nothing else keeps it from charging twice: who takes a new
 * key for a retry is charged again, and the book shows it.
 */
export interface PaymentBook {
  readonly http: HttpClient;
  fault: PaymentFault;
  /** All payments of an order, in the order of their authorization. */
  of(orderId: string): readonly Payment[];
  clear(): void;
}

type Answer = { readonly status: number; readonly body: object };

export function createPaymentBook(): PaymentBook {
  const payments = new Map<string, Payment>();
  const answers = new Map<string, Answer>();
  let requests = 0;
  const of = (orderId: string) => [...payments.values()].filter((payment) => payment.orderId === orderId);

  function command(request: OutgoingRequest, fault: PaymentFault): Answer {
    const [, , id = '', operation = 'authorize'] = request.path.split('/');
    if (operation === 'authorize') return authorize(request.body as AuthorizePayment, fault);
    const payment = payments.get(id);
    if (payment === undefined) return { status: 404, body: problem('payment-not-found') };
    const changed = change(payment, operation, request.body);
    if (typeof changed === 'string') return { status: 409, body: problem(changed) };
    if (operation === 'refund' && fault === 'refuses-refunds')
      return { status: 409, body: problem('refund-refused') };
    payments.set(id, changed);
    return { status: 200, body: changed };
  }

  function authorize(wanted: AuthorizePayment, fault: PaymentFault): Answer {
    const { orderId, customerId, amount } = wanted;
    const isDeclined = fault === 'declines';
    const id = `pay_${payments.size + 1}`;
    const payment: Payment = {
      ...{ id, orderId, customerId, amount, correlationId: 'book', providerReference: id },
      ...{ status: isDeclined ? 'declined' : 'authorized', declineCode: isDeclined ? 'card_declined' : null },
      ...{ capturedMinor: 0, refundedMinor: 0, createdAt: '', updatedAt: '' },
    };
    payments.set(id, payment);
    return { status: 201, body: payment };
  }

  const book: PaymentBook = {
    fault: 'none',
    of,
    clear() {
      payments.clear();
      answers.clear();
    },
    http: {
      peer: 'payment-service',
      close: async () => undefined,
      async send<Body>(request: OutgoingRequest): Promise<IncomingResponse<Body>> {
        requests += 1;
        const messageId = `request-${requests}`;
        const { fault } = book;
        if (fault === 'lost-before') throw silence('peer-unreachable', messageId);
        if (fault === 'away') throw failure({ status: 503, body: problem('payment-in-doubt') }, messageId);
        if (request.method === 'GET') return response(read(request), messageId);
        const key = request.idempotencyKey ?? '';
        const answer = answers.get(key) ?? command(request, fault);
        // A refusal of this service is evaluated again, as the real one does.
        if (answer.status < 300) answers.set(key, answer);
        if (fault === 'lost-after') throw silence('peer-timeout', messageId);
        return response(answer, messageId);
      },
    },
  };

  function read({ path, query }: OutgoingRequest): Answer {
    const id = path.split('/')[2];
    if (id === undefined)
      return { status: 200, body: { items: of(String(query?.['orderId'])).toReversed() } };
    const payment = payments.get(id);
    return payment === undefined
      ? { status: 404, body: problem('payment-not-found') }
      : { status: 200, body: payment };
  }
  return book;
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

function silence(code: 'peer-unreachable' | 'peer-timeout', messageId: string): AppError {
  const kind = code === 'peer-timeout' ? 'timeout' : 'unavailable';
  return new AppError(code, kind, 'no answer', { details: { status: 0, messageId } });
}
