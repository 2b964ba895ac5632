/**
 * A real PostgreSQL on this machine, from npm's binaries, with the roles and databases of a manifest. Not a client
 * library.
 */

export { postgresOf, removePostgresData, stopPostgresOf } from './abandoned-server.ts';
export type { LeftDatabases } from './choose-home.ts';
export { closeDatabases } from './close-databases.ts';
export type { DatabaseSpec } from './database-statements.ts';
export { embeddedPostgresErrors } from './errors.ts';
export { parseServerUrl } from './parse-server-url.ts';
export { embeddedHost, foreignHost, type PostgresHost } from './postgres-host.ts';
export { type ProvisionOptions, provisionDatabases } from './provision-databases.ts';
export { provisionEmbedded } from './provision-embedded.ts';
export type { RoleSpec } from './role-statements.ts';
export { servedCluster, servedPostgresHosts } from './served-cluster.ts';
export { postgresServiceNames } from './service-names.ts';
export { type ForeignServer, settleOnServer } from './settle-on-server.ts';
export { isPortOfOrphan } from './settle-orphan.ts';
export {
  type PostgresServer,
  type RunningPostgres,
  type StartPostgresOptions,
  startPostgres,
} from './start-postgres.ts';
