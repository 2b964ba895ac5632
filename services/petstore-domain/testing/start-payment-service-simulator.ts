import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { AuthorizePayment, Payment, RefundPayment } from '@petstore/contracts/http';
import { vi } from 'vitest';

/**
 * How the simulator handles a command. `drops-after` executes it, then closes the connection without a response.
 * `garbles-before` and `garbles-after` respond 200 with an HTML page. `waits` responds once the behaviour changes.
 */
export type PeerBehaviour =
  | 'works'
  | 'declines'
  | 'unavailable'
  | 'drops-before'
  | 'drops-after'
  | 'garbles-before'
  | 'garbles-after'
  | 'waits';
type Operation = 'authorize' | 'capture' | 'void' | 'refund';

export interface SeenRequest {
  readonly operation: Operation | 'read';
  readonly headers: IncomingHttpHeaders;
}

/** An HTTP server that simulates payment-service, with state and faults. */
export interface PaymentServiceSimulator {
  readonly url: string;
  readonly behaviour: Record<Operation, PeerBehaviour>;
  readonly payments: Map<string, Payment>;
  readonly seen: SeenRequest[];
  stop(): Promise<void>;
}

interface Answer {
  readonly status: number;
  readonly body: object;
}

export async function startPaymentServiceSimulator(): Promise<PaymentServiceSimulator> {
  const behaviour: PaymentServiceSimulator['behaviour'] = {
    authorize: 'works',
    capture: 'works',
    void: 'works',
    refund: 'works',
  };
  const payments = new Map<string, Payment>();
  const seen: SeenRequest[] = [];
  const answers = new Map<string, Answer>();

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://peer');
    const operation = operationOf(request.method, url);
    seen.push({ operation, headers: request.headers });
    if (operation === 'read') return send(response, read(payments, url));
    // Read first: a request that has arrived takes effect, even if its client has given up meanwhile.
    const body = await readJson(request);
    await vi.waitUntil(() => behaviour[operation] !== 'waits', { timeout: 20_000, interval: 5 });
    const mode = behaviour[operation];
    if (mode === 'drops-before') return void request.socket.destroy();
    if (mode === 'garbles-before') return sendPage(response);
    if (mode === 'unavailable') return send(response, problem(503, 'payment-in-doubt'));
    const key = String(request.headers['idempotency-key']);
    const answer = answers.get(key) ?? carryOut(operation, { url, body, payments, mode });
    answers.set(key, answer);
    if (mode === 'drops-after') return void request.socket.destroy();
    if (mode === 'garbles-after') return sendPage(response);
    send(response, answer);
  }

  const server = createServer((request, response) => void handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    behaviour,
    payments,
    seen,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function operationOf(method: string | undefined, { pathname }: URL): Operation | 'read' {
  if (method === 'GET') return 'read';
  if (pathname.endsWith('/capture')) return 'capture';
  if (pathname.endsWith('/refund')) return 'refund';
  return pathname.endsWith('/void') ? 'void' : 'authorize';
}

interface Command {
  readonly url: URL;
  readonly body: unknown;
  readonly payments: Map<string, Payment>;
  readonly mode: PeerBehaviour;
}

function carryOut(operation: Operation, command: Command): Answer {
  const { url, payments, mode } = command;
  if (operation === 'authorize') return authorize(command.body as AuthorizePayment, payments, mode);
  const payment = payments.get(url.pathname.split('/')[2] ?? '');
  if (payment === undefined) return problem(404, 'payment-not-found');
  if (operation === 'refund') return refund(payment, command);
  if (payment.status !== 'authorized') return problem(409, `payment-${payment.status}`);
  const changed: Payment =
    operation === 'capture'
      ? { ...payment, status: 'captured', capturedMinor: payment.amount.amountMinor }
      : { ...payment, status: 'voided' };
  payments.set(payment.id, changed);
  return { status: 200, body: changed };
}

function refund(payment: Payment, { body, payments, mode }: Command): Answer {
  if (mode === 'declines') return problem(409, 'refund-refused');
  const refundedMinor = payment.refundedMinor + (body as RefundPayment).amountMinor;
  if (refundedMinor > payment.capturedMinor) return problem(422, 'refund-exceeds-capture');
  const status = refundedMinor === payment.capturedMinor ? 'refunded' : 'partially_refunded';
  const changed: Payment = { ...payment, status, refundedMinor };
  payments.set(payment.id, changed);
  return { status: 200, body: changed };
}

function authorize(wanted: AuthorizePayment, payments: Map<string, Payment>, mode: PeerBehaviour): Answer {
  const { orderId, customerId, amount } = wanted;
  const isDeclined = mode === 'declines';
  const at = new Date().toISOString();
  const payment: Payment = {
    id: `pay_${orderId}`,
    orderId,
    customerId,
    correlationId: 'unknown',
    status: isDeclined ? 'declined' : 'authorized',
    amount,
    capturedMinor: 0,
    refundedMinor: 0,
    providerReference: 'ch_1',
    declineCode: isDeclined ? 'insufficient_funds' : null,
    createdAt: at,
    updatedAt: at,
  };
  payments.set(payment.id, payment);
  return { status: 201, body: payment };
}

function read(payments: Map<string, Payment>, url: URL): Answer {
  const id = url.pathname.split('/')[2];
  if (id === undefined) {
    const orderId = url.searchParams.get('orderId');
    return {
      status: 200,
      body: { items: [...payments.values()].filter((each) => each.orderId === orderId) },
    };
  }
  const payment = payments.get(id);
  return payment === undefined ? problem(404, 'payment-not-found') : { status: 200, body: payment };
}

function problem(status: number, code: string): Answer {
  return {
    status,
    body: { type: 'about:blank', title: code, status, detail: code, code, correlationId: 'peer' },
  };
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  let text = '';
  for await (const chunk of request) text += chunk;
  return text === '' ? undefined : JSON.parse(text);
}

function send(response: ServerResponse, { status, body }: Answer): void {
  const type = status < 400 ? 'application/json' : 'application/problem+json';
  response.writeHead(status, { 'content-type': type }).end(JSON.stringify(body));
}

function sendPage(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Welcome</h1>');
}
