import { defineErrors } from '../errors/index.ts';

export const postgresErrors = defineErrors({
  'database-settings-invalid': { kind: 'invalid', message: "The database's settings are incomplete." },
  'database-unavailable': { kind: 'unavailable', message: 'The database cannot be reached.' },
  'database-pool-timeout': {
    kind: 'unavailable',
    message: 'No database connection became free in time: every one of the pool is busy.',
  },
  'database-access-refused': {
    kind: 'bug',
    message:
      'The database refused this role, password or database: compare the settings with what was provisioned.',
  },
  'database-error': { kind: 'bug', message: 'The database refused a statement.' },
  'statement-timeout': { kind: 'timeout', message: 'A statement exceeded its time limit.' },
  'unique-violation': { kind: 'conflict', message: 'A row with this key exists already.' },
  'constraint-violation': { kind: 'conflict', message: 'A row breaks a rule of its table.' },
  'transaction-conflict': {
    kind: 'unavailable',
    message: 'The transaction conflicted with others in every attempt.',
  },
  'commit-outcome-unknown': {
    kind: 'unavailable',
    message: 'The connection broke during COMMIT: the transaction may or may not have taken effect.',
  },
  'integer-not-safe': {
    kind: 'bug',
    message: 'A bigint of the database does not fit a JavaScript number: select it as text.',
  },
  'migration-invalid': { kind: 'bug', message: 'The migrations do not match those that were applied.' },
  'migration-failed': { kind: 'bug', message: 'A migration failed and was rolled back.' },
});
