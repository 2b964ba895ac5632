/** Kept-alive connections to other processes over HTTP. Knows nothing of correlation, retries or errors: `http` does. */
export { type ConnectionPool, createConnectionPool } from './connection-pool.ts';
