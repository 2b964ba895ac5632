/**
 * Kept-alive HTTP connections to other processes, and which of their answers are JSON. Knows nothing of correlation,
 * retries or errors: see `http`.
 */
export { type ConnectionPool, createConnectionPool } from './connection-pool.ts';
export { isJsonContentType } from './is-json-content-type.ts';
