import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { type Order, orderWaitSeconds } from '@petstore/contracts/http';

export interface SeenRequest {
  readonly call: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** An HTTP server that stands in for petstore-domain, with one pet, one order and two accounts. */
export interface DomainPeer {
  readonly url: string;
  readonly seen: SeenRequest[];
  /** The order `ord_1` as the server returns it. */
  order: Order;
  stop(): Promise<void>;
}

export const peerPet = {
  id: 'golden-retriever-001',
  name: 'Buddy',
  category: 'dog',
  breed: { id: 'golden-retriever', name: 'Golden Retriever', species: 'Canis lupus familiaris' },
  sex: 'male',
  bornOn: '2026-01-01',
  price: { amountMinor: 149_950, currency: 'USD' },
  status: 'available',
  available: true,
  description: 'Friendly.',
  care: {
    size: 'large',
    lifespanYears: [10, 12],
    activityLevel: 'high',
    livingSituations: ['house'],
    experienceNeeded: 'novice',
    careDifficulty: 2,
    goodWithChildren: true,
    dailyCareMinutes: 90,
    groomingNeed: 'weekly',
    diet: 'dog food',
    housing: 'indoors',
    fact: 'Retrieves.',
  },
};

export function freshOrder(): Order {
  const { id: sku, name, price } = peerPet;
  return {
    id: 'ord_1',
    customerId: 'customer-001',
    correlationId: 'c',
    status: 'pending',
    items: [{ sku, kind: 'pet', name, quantity: 1, unitPrice: price }],
    total: price,
    paymentId: null,
    cancellation: null,
    cancellationRequested: false,
    refunds: [],
    refunded: { amountMinor: 0, currency: 'USD' },
    delivery: { name: 'Ada' },
    placedAt: '2026-11-22T10:00:00.000Z',
    updatedAt: '2026-11-22T10:00:00.000Z',
  };
}

export async function startDomainPeer(): Promise<DomainPeer> {
  const seen: SeenRequest[] = [];
  const server = createServer(async (request, response) => {
    const body = await text(request);
    seen.push({ call: `${request.method} ${request.url}`, headers: request.headers, body });
    if (request.url?.includes('waitFor=payment_confirmed')) await paymentOf(peer);
    const answered = answerTo(`${request.method} ${request.url?.split('?')[0]}`, peer.order);
    response.writeHead(answered.status, { 'content-type': answered.type }).end(JSON.stringify(answered.body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const peer: DomainPeer = {
    url: `http://127.0.0.1:${port}`,
    seen,
    order: freshOrder(),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return peer;
}

/** Waits for the payment of the order, at most as long as a client may ask for. */
async function paymentOf(peer: DomainPeer): Promise<void> {
  const deadlineMs = performance.now() + orderWaitSeconds.most * 1_000;
  while (/^(pending|payment_processing)$/.test(peer.order.status) && performance.now() < deadlineMs)
    await delay(5);
}

const ok = (body: object, status = 200) => ({ status, type: 'application/json', body });
const problem = (status: number, code: string) => ({
  status,
  type: 'application/problem+json',
  body: { type: 'about:blank', title: 'x', status, detail: 'No.', code, correlationId: 'peer' },
});

function answerTo(call: string, order: Order) {
  switch (call) {
    case 'GET /health':
      return ok({ status: 'ok' });
    case 'GET /pets':
      return ok({ items: [peerPet], nextCursor: null });
    case `GET /pets/${peerPet.id}`:
      return ok(peerPet);
    case 'GET /pets/nobody':
      return problem(404, 'pet-not-found');
    case 'GET /customers/customer-001':
      return ok({ id: 'customer-001', name: 'Ada', roles: ['customer'] });
    case 'GET /customers/operator':
      return ok({ id: 'operator', name: 'Op', roles: ['operator'] });
    case 'POST /orders':
      return ok(order, 202);
    case 'GET /orders/ord_1':
      return ok(order);
    default:
      return problem(404, call.startsWith('GET /orders') ? 'order-not-found' : 'customer-not-found');
  }
}
