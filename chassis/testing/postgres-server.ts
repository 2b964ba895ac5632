import { defineErrors } from '../errors/index.ts';
import type { PgConnectionOptions } from '../postgres/index.ts';

/** Variable in which the global set-up of the integration tests passes the server's superuser connection, as JSON. */
export const testServerVariable = 'PETSTORE_TEST_POSTGRES';

export const testingErrors = defineErrors({
  'nats-server-missing': {
    kind: 'bug',
    message: 'nats-server is not installed or did not start; the test had to be skipped.',
  },
  'test-server-missing': {
    kind: 'bug',
    message: `${testServerVariable} is not set: run the test in the integration project, whose global set-up starts the server.`,
  },
});

/** The PostgreSQL server that integration tests share. */
export function testServer(): PgConnectionOptions {
  const text = process.env[testServerVariable];
  if (text === undefined) {
    throw testingErrors.create('test-server-missing');
  }
  return JSON.parse(text) as PgConnectionOptions;
}
