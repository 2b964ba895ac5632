import { stat } from 'node:fs/promises';
import { embeddedPostgresErrors } from './embedded-errors.ts';

/** Whom server processes run as; undefined is whoever runs the engine. */
export interface RunUser {
  readonly uid: number;
  readonly gid: number;
}

/** `nobody` and `nogroup` on Linux. */
const unprivileged: RunUser = { uid: 65_534, gid: 65_534 };

/**
 * PostgreSQL refuses root, so root's server runs as somebody else: as the owner of data that exists already (an ordinary user's, started
 * once with sudo), else as nobody.
 */
export async function chooseRunUser(dataDirectory: string): Promise<RunUser | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  if (process.platform !== 'linux') throw embeddedPostgresErrors.create('postgres-root-unsupported');
  const existing = await stat(dataDirectory).catch(() => undefined);
  if (existing === undefined || existing.uid === 0) return unprivileged;
  return { uid: existing.uid, gid: existing.gid };
}
