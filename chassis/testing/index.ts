/** Support for the integration tests of several packages. Not used in production. */
export { type CountingPool, createCountingPool } from './create-counting-pool.ts';
export { createMortalPool, type Death, type MortalPool } from './create-mortal-pool.ts';
export { createTestDatabase, type TestDatabase, type TestDatabaseOptions } from './create-test-database.ts';
export { createTestEventLog, type TestEventLogOptions } from './create-test-event-log.ts';
export { createTestIssuer, type TestIssuer } from './create-test-issuer.ts';
export {
  type FilledTables,
  findUnboundedScans,
  namesOfScans,
  type UnboundedScan,
} from './find-unbounded-scans.ts';
export { type HeldTransaction, holdTransaction } from './hold-transaction.ts';
export {
  abandonedRequests,
  ambiguousRequests,
  type Exchange,
  exchangeBytes,
  exchangeSecureBytes,
  oddPaths,
  resetAfter,
  unendingRequests,
} from './inbound-attacks.ts';
export { LateServer, type LateServerTarget } from './late-server.ts';
export { type FilledDatabase, openFilledDatabase } from './open-filled-database.ts';
export { testServer, testServerVariable } from './postgres-server.ts';
export { findNatsServer, natsMissing, startNatsServer, type TestNatsServer } from './start-nats-server.ts';
