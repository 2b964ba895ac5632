import { migrateEventLog } from '../events/index.ts';
import { createLogger } from '../logging/index.ts';
import { createTestDatabase, type TestDatabase } from './create-test-database.ts';

export interface TestEventLogOptions {
  /** Prefix of the database's name. */
  readonly name?: string;
  /**
   * Roles that get exactly the rights of a publisher, consumer, recorder, pruner or limiter; `service` has all of them.
   */
  readonly publishers?: readonly string[];
  readonly consumers?: readonly string[];
  readonly recorders?: readonly string[];
  readonly pruners?: readonly string[];
  readonly limiters?: readonly string[];
}

/** Creates a migrated database like `events`, with event log and request log. */
export async function createTestEventLog(options: TestEventLogOptions = {}): Promise<TestDatabase> {
  const { name = 'events', publishers = [], consumers = [], recorders = [], pruners = [] } = options;
  const { limiters = [] } = options;
  const otherRoles = [...new Set([...publishers, ...consumers, ...recorders, ...pruners, ...limiters])];
  const database = await createTestDatabase({ name, otherRoles });
  const everything = database.service.user;
  await migrateEventLog({
    connection: database.owner,
    roles: {
      publishers: [everything, ...publishers],
      consumers: [everything, ...consumers],
      recorders: [everything, ...recorders],
      pruners: [everything, ...pruners],
      limiters: [everything, ...limiters],
    },
    log: createLogger({ service: 'test-event-log', level: 'warn' }),
  });
  return database;
}
