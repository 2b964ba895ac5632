import { uuidV7 } from '@petstore/chassis/correlation';
import { headers } from '@petstore/contracts/http';
import { Pool } from 'undici';
import { shopperErrors } from '../errors.ts';

export interface ShopCall {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly body?: unknown;
  readonly token?: string;
  /** Correlation id of the whole journey. */
  readonly correlationId?: string;
  readonly idempotencyKey?: string;
}

/** A customer's client of the gateway. It never retries, so that failures are visible. */
export interface ShopClient {
  /** The body of a 2xx response; throws `shopper-refused` with the problem's code for any other status. */
  call<Body>(call: ShopCall): Promise<Body>;
  close(): Promise<void>;
}

const mostConnections = 256;
const answerWithinMs = 10_000;

export function createShopClient(origin: string): ShopClient {
  const pool = new Pool(origin, {
    connections: mostConnections,
    headersTimeout: answerWithinMs,
    bodyTimeout: answerWithinMs,
  });
  return {
    async call<Body>(call: ShopCall) {
      const { method, path, body } = call;
      const response = await pool.request({
        method,
        path,
        headers: headersOf(call),
        body: body === undefined ? null : JSON.stringify(body),
      });
      const text = await response.body.text();
      if (response.statusCode >= 300) throw refused(call, response.statusCode, text);
      return (text === '' ? undefined : JSON.parse(text)) as Body;
    },
    close: () => pool.destroy(),
  };
}

function headersOf({ body, token, correlationId, idempotencyKey }: ShopCall): Record<string, string> {
  return {
    accept: 'application/json',
    [headers.requestId]: uuidV7(),
    ...(correlationId === undefined ? {} : { [headers.correlationId]: correlationId }),
    ...(idempotencyKey === undefined ? {} : { [headers.idempotencyKey]: idempotencyKey }),
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
  };
}

function refused({ method, path }: ShopCall, status: number, text: string): Error {
  const code = /"code":"([\w-]+)"/.exec(text)?.[1] ?? `status-${status}`;
  const message = `${method} ${path} was answered with ${status} ${code}.`;
  return shopperErrors.create('shopper-refused', { message, details: { status, code } });
}
