import { join, resolve } from 'node:path';
import { locateRepository } from './locate-repository.ts';

/** Environment variable for the value of `--postgres`, since other users can read the arguments of a process. */
export const postgresVariable = 'PETSTORE_POSTGRES_URL';

/** Options of every command that talks to a system. */
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

/** `--data DIR`, or `.petstore/OFFSET` in the clone. */
export function dataDirectoryOf({ data, portOffset }: SystemOptions): string {
  if (data !== undefined) return resolve(data);
  return join(locateRepository().root, '.petstore', String(portOffset));
}
