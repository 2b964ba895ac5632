import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Environment } from '../../machine/processes/host-environment.ts';
import type { Volume } from '../../manifests/index.ts';
import { supervisorErrors } from '../errors.ts';
import type { ClusterObjects } from './pod-context.ts';
import { ownValue } from './resolve-environment.ts';

/** Writes a pod's volumes below its folder, readable by this user alone; the folder of each by the volume's name. */
export async function prepareVolumes(
  directory: string,
  volumes: readonly Volume[],
  cluster: Pick<ClusterObjects, 'configMap' | 'secret'>,
): Promise<ReadonlyMap<string, string>> {
  const folders = new Map<string, string>();
  for (const volume of volumes) {
    const folder = join(directory, volume.name);
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const files = filesOf(volume, cluster);
    for (const [path, content] of Object.entries(files)) {
      await mkdir(dirname(join(folder, path)), { recursive: true, mode: 0o700 });
      await writeFile(join(folder, path), content, { mode: 0o600 });
    }
    folders.set(volume.name, folder);
  }
  return folders;
}

/** Relative paths and contents of a volume's files. */
function filesOf(volume: Volume, cluster: Pick<ClusterObjects, 'configMap' | 'secret'>): Environment {
  const { configMap, secret } = volume;
  if (configMap !== undefined) {
    return projected(`ConfigMap ${configMap.name}`, configMap, cluster.configMap(configMap.name));
  }
  if (secret !== undefined) {
    return projected(`Secret ${secret.secretName}`, secret, cluster.secret(secret.secretName));
  }
  return {};
}

function projected(
  what: string,
  source: Pick<NonNullable<Volume['configMap']>, 'items' | 'optional'>,
  values: Environment | undefined,
): Environment {
  const isOptional = source.optional === true;
  if (values === undefined && !isOptional) {
    throw supervisorErrors.create('container-config-missing', { message: `${what} does not exist` });
  }
  if (source.items === undefined) return values ?? {};
  const files: Record<string, string> = Object.create(null);
  for (const { key, path } of source.items) {
    const value = ownValue(values, key);
    if (value !== undefined) files[path] = value;
    else if (!isOptional) {
      throw supervisorErrors.create('container-config-missing', { message: `${what} has no key ${key}` });
    }
  }
  return files;
}
