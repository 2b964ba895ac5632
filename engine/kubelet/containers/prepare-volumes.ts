import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Environment } from '../../machine/processes/host-environment.ts';
import type { Volume } from '../../manifests/index.ts';
import { kubeletErrors } from '../errors.ts';
import type { ClusterObjects } from './pod-context.ts';
import { ownValue } from './resolve-environment.ts';
import { writeProjection } from './write-projection.ts';

type Sources = Pick<ClusterObjects, 'namespace' | 'configMap' | 'secret'>;

/**
 * Makes a pod's volumes below its folder what the objects say now, readable by this user alone; the folder of each by
 * the volume's name. May be repeated when the objects have changed.
 */
export async function prepareVolumes(
  directory: string,
  volumes: readonly Volume[],
  cluster: Sources,
): Promise<ReadonlyMap<string, string>> {
  const folders = new Map<string, string>();
  for (const volume of volumes) {
    const folder = join(directory, volume.name);
    const files = filesOf(volume, cluster);
    if (files === null) await mkdir(folder, { recursive: true, mode: 0o700 });
    else await writeProjection(folder, files);
    folders.set(volume.name, folder);
  }
  return folders;
}

/** Relative paths and contents of a volume's files; null where the pod itself fills the volume. */
function filesOf(volume: Volume, cluster: Sources): Environment | null {
  const { configMap, secret, name } = volume;
  const values = () =>
    configMap === undefined ? cluster.secret(secret?.secretName ?? '') : cluster.configMap(configMap.name);
  const source = configMap ?? secret;
  if (source === undefined) return null;
  const what = configMap === undefined ? `secret "${secret?.secretName}"` : `configmap "${configMap.name}"`;
  const files = projected(what, source, values());
  if (!('problem' in files)) return files.files;
  throw kubeletErrors.create('container-config-missing', {
    message: `MountVolume.SetUp failed for volume "${name}" : ${files.problem}`,
  });
}

type Projection = { readonly files: Environment } | { readonly problem: string };

/** The problems in the words of the kubelet. */
function projected(
  what: string,
  { items, optional }: Pick<NonNullable<Volume['configMap']>, 'items' | 'optional'>,
  values: Environment | undefined,
): Projection {
  const isOptional = optional === true;
  if (values === undefined && !isOptional) return { problem: `${what} not found` };
  if (items === undefined) return { files: values ?? {} };
  const files: Record<string, string> = Object.create(null);
  for (const { key, path } of items) {
    const value = ownValue(values, key);
    if (value !== undefined) files[path] = value;
    else if (!isOptional) return { problem: `${what} references non-existent key: ${key}` };
  }
  return { files };
}
