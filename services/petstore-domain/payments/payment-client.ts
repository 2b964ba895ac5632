import { type AppError, isAppError } from '@petstore/chassis/errors';
import type { HttpClient, IncomingResponse } from '@petstore/chassis/http';
import { type AuthorizePayment, Payment } from '@petstore/contracts/http';
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';

/** Explanations of the provider's common decline codes; any other code is shown as it is. */
const causes: Readonly<Record<string, string>> = {
  insufficient_funds: 'it has insufficient funds',
  card_declined: 'its bank refused the payment',
  expired_card: 'it has expired',
};

/** The outcome of a command to payment-service. */
export type PaymentOutcome =
  | { readonly kind: 'done' }
  /** Final: a decline, or a refund that the provider refuses. */
  | { readonly kind: 'refused'; readonly code: string; readonly reason: string }
  /** The outcome is unknown; the command is retried under the same idempotency key. */
  | {
      readonly kind: 'unanswered';
      readonly reason: string;
      /** payment-service reports that the provider does not answer; otherwise the fault is in our own services. */
      readonly isProviderSilent?: boolean;
    }
  /** No payment exists to void, unless a request for one is still on its way. */
  | { readonly kind: 'no-payment' }
  /** The void came too late: the payment is captured. */
  | { readonly kind: 'already-captured' };

/** The outcome of a command, with what payment-service answered. */
export interface PaymentAnswer {
  readonly outcome: PaymentOutcome;
  /** The payment as payment-service described it, if it did. */
  readonly payment: Payment | null;
  /** Message id of the answered request, which causes what follows; null if there was no answer. */
  readonly messageId: string | null;
}

/** Payment commands for an order. Each has its own idempotency key, so repeating it has no second effect. */
export interface PaymentClient {
  authorize(wanted: AuthorizePayment): Promise<PaymentAnswer>;
  capture(orderId: string, paymentId: string): Promise<PaymentAnswer>;
  /**
   * Without a payment id, looks up the order's payment first: the authorization may have succeeded although its
   * response was lost.
   */
  void(orderId: string, paymentId: string | null): Promise<PaymentAnswer>;
  refund(wanted: WantedRefund): Promise<PaymentAnswer>;
}

export interface PaymentReader {
  /** The payment as payment-service has it now. Throws the errors of the HTTP client. */
  read(paymentId: string): Promise<Payment>;
}

export interface WantedRefund {
  readonly orderId: string;
  readonly refundId: string;
  readonly paymentId: string;
  readonly amountMinor: number;
  readonly reason: string;
}

type Meaning = (payment: Payment) => PaymentOutcome;

const payments = Compile(Payment);
const foundPayments = Compile(Type.Object({ items: Type.Array(Payment) }));

const isPayment = (body: unknown): body is Payment => payments.Check(body);

const keyOf = (orderId: string, operation: string) => `order-${orderId}-${operation}`;
const done: PaymentOutcome = { kind: 'done' };

const authorization: Meaning = ({ status, declineCode }) => {
  switch (status) {
    case 'authorized':
    case 'captured':
      return done;
    case 'authorizing':
      return { kind: 'unanswered', reason: 'the provider has not decided yet', isProviderSilent: true };
    case 'declined':
      return { kind: 'refused', code: 'payment-declined', reason: wordsOfDecline(declineCode) };
    default:
      return { kind: 'refused', code: 'payment-failed', reason: `The payment is ${status}.` };
  }
};

const capturing: Meaning = ({ status, capturedMinor }) => {
  if (capturedMinor > 0) return done;
  if (status === 'authorized' || status === 'authorizing') {
    return { kind: 'unanswered', reason: `the payment is still ${status}`, isProviderSilent: true };
  }
  return { kind: 'refused', code: 'payment-failed', reason: `The payment is ${status}.` };
};

const voiding: Meaning = ({ status }) => {
  switch (status) {
    case 'voided':
    case 'declined':
    case 'refunded':
      return done;
    case 'captured':
    case 'partially_refunded':
      return { kind: 'already-captured' };
    default:
      return { kind: 'unanswered', reason: `the payment is still ${status}` };
  }
};

/**
 * Client of payment-service over HTTP. Makes one attempt per call; retries under the same idempotency key are the
 * saga's, so that attempts do not multiply.
 */
export function createPaymentClient(http: HttpClient): PaymentClient & PaymentReader {
  async function command(path: string, idempotencyKey: string, body?: unknown) {
    return http.send({
      method: 'POST',
      path,
      idempotencyKey,
      maxAttempts: 1,
      expects: isPayment,
      ...(body === undefined ? {} : { body }),
    });
  }

  /** Sends a command; if the payment's state forbids it, returns the payment as it is instead. */
  async function commandOrState(
    paymentId: string,
    operation: string,
    key: string,
  ): Promise<IncomingResponse<Payment>> {
    const path = `/payments/${encodeURIComponent(paymentId)}`;
    try {
      return await command(`${path}/${operation}`, key);
    } catch (error) {
      if (!isAppError(error) || error.kind !== 'conflict') throw error;
      return http.send({ method: 'GET', path, maxAttempts: 1, expects: isPayment });
    }
  }

  async function findPayments(orderId: string) {
    const expects = (body: unknown) => foundPayments.Check(body);
    return http.send({ method: 'GET', path: '/payments', query: { orderId }, maxAttempts: 1, expects });
  }

  return {
    authorize: (wanted) =>
      answerOf(authorization, () => command('/payments', keyOf(wanted.orderId, 'authorize'), wanted)),
    capture: (orderId, paymentId) =>
      answerOf(capturing, () => commandOrState(paymentId, 'capture', keyOf(orderId, 'capture'))),
    async void(orderId, knownId) {
      const voidPayment = (id: string) =>
        answerOf(voiding, () => commandOrState(id, 'void', keyOf(orderId, 'void')));
      if (knownId !== null) return voidPayment(knownId);
      try {
        const { body, messageId } = await findPayments(orderId);
        const [payment] = body.items;
        if (payment === undefined) return { outcome: { kind: 'no-payment' }, payment: null, messageId };
        const outcome = voiding(payment);
        return outcome.kind === 'done' ? { outcome, payment, messageId } : await voidPayment(payment.id);
      } catch (error) {
        return withoutPayment(error);
      }
    },
    refund: (wanted) => refundPayment(command, wanted),
    async read(paymentId) {
      const path = `/payments/${encodeURIComponent(paymentId)}`;
      return (await http.send({ method: 'GET', path, expects: isPayment })).body;
    },
  };
}

type Command = (path: string, idempotencyKey: string, body?: unknown) => Promise<IncomingResponse<Payment>>;

async function refundPayment(command: Command, wanted: WantedRefund): Promise<PaymentAnswer> {
  const { orderId, refundId, paymentId, amountMinor, reason } = wanted;
  const path = `/payments/${encodeURIComponent(paymentId)}/refund`;
  const key = keyOf(orderId, `refund-${refundId}`);
  try {
    const { body, messageId } = await command(path, key, { amountMinor, reason });
    return { outcome: done, payment: body, messageId };
  } catch (error) {
    return withoutPayment(error, finalRefundOutcome);
  }
}

async function answerOf(
  meaning: Meaning,
  ask: () => Promise<IncomingResponse<Payment>>,
): Promise<PaymentAnswer> {
  try {
    const { body, messageId } = await ask();
    return { outcome: meaning(body), payment: body, messageId };
  } catch (error) {
    return withoutPayment(error);
  }
}

function withoutPayment(
  error: unknown,
  meaning: (error: AppError) => PaymentOutcome | null = () => null,
): PaymentAnswer {
  if (!isAppError(error)) throw error;
  const { messageId, status } = error.details;
  const isAnswered = typeof status === 'number' && status > 0;
  return {
    outcome: meaning(error) ?? outcomeOfError(error),
    payment: null,
    messageId: isAnswered && typeof messageId === 'string' ? messageId : null,
  };
}

/**
 * Final are only refusals of the payment itself, which come with a problem document. A bare status may come from a
 * proxy, and any other error may not recur.
 */
function outcomeOfError(error: AppError): PaymentOutcome {
  const reason = `${error.code}: ${error.message}`;
  if (error.code === 'payment-declined') {
    const { problem } = error.details;
    const declined =
      typeof problem === 'object' && problem !== null && 'reason' in problem ? problem.reason : undefined;
    const words = wordsOfDecline(typeof declined === 'string' ? declined : null);
    return { kind: 'refused', code: 'payment-declined', reason: words };
  }
  const isFinal = error.kind === 'invalid' || error.kind === 'unprocessable';
  if (isFinal && error.details['problem'] !== undefined)
    return { kind: 'refused', code: 'payment-failed', reason };
  return { kind: 'unanswered', reason, isProviderSilent: error.code === providerSilence };
}

/** Error code by which payment-service reports that the provider does not answer. */
const providerSilence = 'payment-in-doubt';

/** Final refusals of a refund. A conflict with another operation on the payment is temporary. */
const finalRefundRefusals: ReadonlySet<string> = new Set([
  'refund-refused',
  'refund-exceeds-capture',
  'payment-not-refundable',
  'amount-out-of-range',
]);

function finalRefundOutcome({ code, message }: AppError): PaymentOutcome | null {
  return finalRefundRefusals.has(code) ? { kind: 'refused', code, reason: message } : null;
}

/** Explains a decline to the customer whose order it cancels. */
export function wordsOfDecline(declineCode: string | null): string {
  const cause = declineCode === null ? causes['card_declined'] : (causes[declineCode] ?? declineCode);
  return `The card was declined: ${cause}. Nothing was charged; order again with another card.`;
}
