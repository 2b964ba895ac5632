import { migrateService } from '@petstore/chassis/migration';
import { createPool, type Pool } from '@petstore/chassis/postgres';
import { createTestDatabase } from '@petstore/chassis/testing';

export interface PaymentsDatabase {
  /** Connected with the service's role, which has fewer rights than the owner that migrates. */
  readonly database: Pool;
  drop(): Promise<void>;
}

/** Creates a migrated database of the service for one test file. */
export async function openPaymentsDatabase(): Promise<PaymentsDatabase> {
  const { owner, service, drop } = await createTestDatabase({ name: 'payments' });
  await migrateService({
    name: 'payment-service',
    environment: {
      PGHOST: owner.host,
      PGPORT: String(owner.port),
      PGDATABASE: owner.database,
      PGUSER: owner.user,
      PGPASSWORD: owner.password,
      SERVICE_ROLE: service.user,
      LOG_LEVEL: 'warn',
    },
    migrationsDirectory: new URL('../migrations/', import.meta.url),
    messaging: true,
    idempotency: true,
  });
  const database = createPool({ connection: service, applicationName: 'test', onError: () => undefined });
  return {
    database,
    async drop() {
      await database.close();
      await drop();
    },
  };
}
