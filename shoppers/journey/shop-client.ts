import { uuidV7 } from '@petstore/chassis/correlation';
import { headers } from '@petstore/contracts/http';
import { shopperErrors } from '../errors.ts';
import { createConnectionPool } from '../http/connection-pool.ts';

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
  /** Requests that had to wait for a free connection. */
  readonly waited: number;
  /** The bytes of a 2xx response; throws `shopper-refused` with the problem's code for any other status. */
  send(call: ShopCall): Promise<Buffer>;
  /** As `send`, with the body parsed; undefined for an empty one. */
  call<Body>(call: ShopCall): Promise<Body>;
  close(): Promise<void>;
}

export function createShopClient(origin: string): ShopClient {
  const pool = createConnectionPool({ origin });
  const send = async (call: ShopCall) => {
    const { method, path, body } = call;
    const { status, body: bytes } = await pool.send({
      method,
      path,
      headers: headersOf(call),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (status >= 300) throw refused(call, status, bytes.toString());
    return bytes;
  };
  return {
    get waited() {
      return pool.waited;
    },
    send,
    async call<Body>(call: ShopCall) {
      const bytes = await send(call);
      return (bytes.length === 0 ? undefined : JSON.parse(bytes.toString())) as Body;
    },
    async close() {
      pool.close();
    },
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
