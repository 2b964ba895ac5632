import { randomUUID } from 'node:crypto';
import { petCategories } from '@petstore/contracts/http';
import { delivery } from '@petstore/shoppers/journey';
import { Pool } from 'undici';
import { benchmarkErrors } from '../errors.ts';

export interface FloorJourney {
  readonly customerId: string;
  readonly petId: string;
  readonly sku: string;
  /** Selects the category to browse; any non-negative integer. */
  readonly turn: number;
}

/** Walks the same nine requests as a customer of ours; returns the bytes of the answers. */
export type WalkFloor = (journey: FloorJourney) => Promise<number>;

export interface FloorCustomers {
  readonly walk: WalkFloor;
  close(): Promise<void>;
}

interface Step {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly path: string;
  readonly body?: unknown;
}

export function createFloorCustomers(origin: string): FloorCustomers {
  const pool = new Pool(origin, { connections: 64 });
  const send = async ({ method, path, body }: Step, token: string | null, key: string | null = null) => {
    const answer = await pool.request({
      method,
      path,
      body: body === undefined ? null : JSON.stringify(body),
      headers: {
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
        ...(key === null ? {} : { 'idempotency-key': key }),
      },
    });
    const text = await answer.body.text();
    if (answer.statusCode >= 300) throw refused(`${method} ${path}`, answer.statusCode);
    return text;
  };
  const walk: WalkFloor = async ({ customerId, petId, sku, turn }) => {
    const session = await send({ method: 'POST', path: '/v1/sessions', body: { customerId } }, null);
    const { token } = JSON.parse(session) as { token: string };
    let bytes = Buffer.byteLength(session);
    const step = async (one: Step, key: string | null = null) => {
      const text = await send(one, token, key);
      bytes += Buffer.byteLength(text);
      return JSON.parse(text);
    };
    const category = petCategories[turn % petCategories.length];
    await step({ method: 'GET', path: `/v1/pets?available=true&category=${category}&limit=20` });
    const { recommendationId } = await step({ method: 'GET', path: '/v1/recommendations?limit=5' });
    await step({ method: 'GET', path: `/v1/pets/${petId}` });
    const view = { type: 'view', petId, recommendationId };
    await step({ method: 'POST', path: '/v1/interactions', body: view });
    await step({ method: 'PUT', path: `/v1/cart/items/${petId}`, body: { quantity: 1 } });
    await step({ method: 'PUT', path: `/v1/cart/items/${sku}`, body: { quantity: 1 } });
    const body = { payment: { cardToken: 'tok_visa' }, delivery };
    const { id } = await step({ method: 'POST', path: '/v1/orders', body }, randomUUID());
    const order = await step({ method: 'GET', path: `/v1/orders/${id}?waitFor=confirmed&timeout=10` });
    if (order.status === 'payment_processing') throw refused(`order ${id}`, 202);
    return bytes;
  };
  return { walk, close: () => pool.destroy() };
}

function refused(what: string, status: number): Error {
  const message = `The floor answered ${what} with ${status}.`;
  return benchmarkErrors.create('benchmark-process-failed', { message, details: { status } });
}
