import type { RunUser } from './run-user.ts';

/**
 * How PostgreSQL's programs are run: as their user, from a folder that every user may enter, and with nothing of the engine's
 * environment. The C locale keeps messages in English and macOS from starting a thread, which the server refuses.
 */
export function postgresSpawnOptions(user: RunUser | undefined) {
  return { cwd: '/', env: { LC_ALL: 'C', TZ: 'UTC' }, ...user };
}
