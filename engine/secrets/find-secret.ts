import { join } from 'node:path';
import { readLogFile } from '../api/journal/object-log.ts';
import { secretValues } from '../manifests/index.ts';
import { readKeptSecret, type SecretValues } from './kept-secret.ts';

interface SecretPlace {
  /** Of the engine, whether one runs on it or not. */
  readonly dataDirectory: string;
  readonly name: string;
  readonly namespace: string;
}

/** A Secret as a data folder keeps it, also one that no engine has taken over yet; null when there is none. */
export async function findSecret({
  dataDirectory,
  name,
  namespace,
}: SecretPlace): Promise<SecretValues | null> {
  const kept = readLogFile(join(dataDirectory, 'objects', 'secrets.log'));
  for (const { object } of kept?.objects.values() ?? []) {
    const { metadata } = object;
    if (object.kind === 'Secret' && metadata.name === name && metadata.namespace === namespace)
      return secretValues(object);
  }
  return readKeptSecret(join(dataDirectory, 'secrets'), name);
}
