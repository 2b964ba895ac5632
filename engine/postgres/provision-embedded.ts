import { readFile } from 'node:fs/promises';
import { messageOf } from '@petstore/chassis/errors';
import { embeddedPostgresErrors } from './errors.ts';
import { type ProvisionOptions, provisionDatabases } from './provision-databases.ts';
import type { RunningPostgres } from './start-postgres.ts';

const toldLines = 4;

/**
 * Makes the databases on the embedded server. When that fails the cause is rarely in the statement: a full disk ends
 * the server itself, which says so in its log.
 */
export async function provisionEmbedded(
  { admin, logPath }: Pick<RunningPostgres, 'admin' | 'logPath'>,
  contents: ProvisionOptions,
): Promise<void> {
  try {
    await provisionDatabases(admin, contents);
  } catch (cause) {
    const troubles = await lastTroubles(logPath);
    const words = troubles === '' ? '' : ` It said last:\n${troubles}`;
    throw embeddedPostgresErrors.create('postgres-start-failed', {
      message: `PostgreSQL started, but the databases could not be made: ${messageOf(cause)}${words}`,
      cause,
    });
  }
}

async function lastTroubles(logPath: string): Promise<string> {
  const text = await readFile(logPath, 'utf8').catch(() => '');
  const troubles = text.split('\n').filter((line) => / (ERROR|FATAL|PANIC|HINT): /.test(line));
  return troubles.slice(-toldLines).join('\n');
}
