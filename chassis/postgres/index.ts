/**
 * PostgreSQL client of a service: pool, named statements, transactions with retries, migrations. Not an ORM, not a
 * server.
 */
export { type PgConnectionOptions, readConnection } from './connection.ts';
export { createPool, type Pool, type PoolCounts, type PoolOptions } from './create-pool.ts';
export { postgresErrors } from './errors.ts';
export { inTransaction, type TransactionOptions } from './in-transaction.ts';
export {
  declaredStatements,
  type NamedStatement,
  type Queryable,
  type Statement,
  type StatementResult,
  statement,
  unnamedStatement,
} from './queryable.ts';
export type { MigrationText } from './read-migrations.ts';
export { type MigrationReport, type MigrationsOptions, runMigrations } from './run-migrations.ts';
export { type ParameterStatement, statementWithParameters } from './statement-with-parameters.ts';
export type { Explain, Transaction } from './transaction.ts';
export { unlessOvertaken } from './unless-overtaken.ts';
export { isConstraintViolation, isUniqueViolation, sqlStateOf } from './wrap-postgres-error.ts';
