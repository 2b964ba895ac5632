/**
 * Kept-alive HTTP connections to other processes, and which of their answers are JSON. Knows nothing of correlation,
 * retries or errors: see `http`.
 */
export { type ConnectionPool, createConnectionPool } from './connection-pool.ts';
export { type Exchanged, type ExchangeRequest, ExchangeTimeout, exchange } from './exchange.ts';
export { isJsonContentType } from './is-json-content-type.ts';
export { withQuery } from './with-query.ts';
