import type { Logger } from '../logging/index.ts';
import { type MigrationReport, type PgConnectionOptions, runMigrations } from '../postgres/index.ts';
import { messagingMigrations } from './messaging-migrations.ts';

export interface MessagingMigrationOptions {
  /** The service's own database, as its owner. */
  readonly connection: PgConnectionOptions;
  readonly log: Pick<Logger, 'info'>;
}

/** Makes outbox, relay cursor, inbox and consumer offset in a service's own database, before the service's own migrations. */
export function migrateMessaging({ connection, log }: MessagingMigrationOptions): Promise<MigrationReport> {
  return runMigrations({ connection, source: messagingMigrations, history: 'messaging_migrations', log });
}
