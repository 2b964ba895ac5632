import { join, resolve } from 'node:path';
import { locateRepository } from './locate-repository.ts';

/** Holds the value of `--postgres` for whoever does not want a password among the arguments of a process, where everybody can read it. */
export const postgresVariable = 'PETSTORE_POSTGRES_URL';

/** Options of every command: which system is meant. */
export interface SystemOptions {
  readonly json?: boolean;
  readonly portOffset: number;
  readonly data?: string;
}

const controlPort = 9_000;
const localHost = '127.0.0.1';

export function controlUrlOf({ portOffset }: Pick<SystemOptions, 'portOffset'>): string {
  return `http://${localHost}:${controlPort + portOffset}`;
}

/** `--data DIR`, or the folder of the port offset in the clone. */
export function dataDirectoryOf({ data, portOffset }: SystemOptions): string {
  if (data !== undefined) return resolve(data);
  return join(locateRepository().root, '.petstore', String(portOffset));
}
