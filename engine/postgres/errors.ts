import { defineErrors } from '@petstore/chassis/errors';

export const embeddedPostgresErrors = defineErrors({
  'postgres-binaries-missing': {
    kind: 'unavailable',
    message: 'The PostgreSQL binaries are not installed for this platform.',
  },
  'postgres-parameter-fixed': {
    kind: 'invalid',
    message: 'A PostgreSQL parameter that this engine sets itself may not be given.',
  },
  'postgres-port-taken': { kind: 'unavailable', message: 'The port of PostgreSQL is taken.' },
  'postgres-data-unusable': { kind: 'invalid', message: "PostgreSQL's data folder cannot be used." },
  'postgres-start-failed': { kind: 'unavailable', message: 'PostgreSQL did not start.' },
  'postgres-url-invalid': { kind: 'invalid', message: 'The URL of the PostgreSQL server cannot be used.' },
  'postgres-server-refused': { kind: 'unavailable', message: 'The PostgreSQL server cannot be used.' },
  'postgres-stop-failed': { kind: 'unavailable', message: 'A PostgreSQL server did not stop.' },
  'postgres-root-unsupported': {
    kind: 'invalid',
    message:
      'PostgreSQL refuses to run as root, and only on Linux can another user be taken: start as an ordinary user.',
  },
});
