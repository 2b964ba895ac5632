import type { Pool } from 'undici';
import api from 'undici/lib/api/index.js';
import Dispatcher from 'undici/lib/dispatcher/dispatcher.js';
import UndiciPool from 'undici/lib/dispatcher/pool.js';

// As undici's own index does: a dispatcher knows only `dispatch` by itself.
Object.assign(Dispatcher.prototype, api);

/** undici's `Pool`: kept-alive connections to one origin. */
export type ConnectionPool = Pool;

/** Options as of undici's `Pool`; nothing is connected before the first request. */
export function createConnectionPool(origin: string, options: Pool.Options = {}): ConnectionPool {
  return new UndiciPool(origin, options);
}
