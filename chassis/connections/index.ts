/** Kept-alive HTTP connections to other processes. Knows nothing of correlation, retries or errors: see `http`. */
export { type ConnectionPool, createConnectionPool } from './connection-pool.ts';
