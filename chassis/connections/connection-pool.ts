import type { Pool } from 'undici';
import api from 'undici/lib/api/index.js';
import Dispatcher from 'undici/lib/dispatcher/dispatcher.js';
import UndiciPool from 'undici/lib/dispatcher/pool.js';

// undici's index does the same: without it a dispatcher has only `dispatch`.
Object.assign(Dispatcher.prototype, api);

/** undici's `Pool`: kept-alive connections to one origin. */
export type ConnectionPool = Pool;

/** Takes the options of undici's `Pool`; connects on the first request. */
export function createConnectionPool(origin: string, options: Pool.Options = {}): ConnectionPool {
  return new UndiciPool(origin, options);
}
