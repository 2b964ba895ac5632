import { assembleManifests } from './assemble-manifests.ts';
import { findManifestFiles } from './find-manifest-files.ts';
import type { ManifestSet } from './manifest-set.ts';

/**
 * Reads what a folder declares: the files that its kustomization lists, else every YAML file in it.
 * Throws AppError `manifest-invalid` whose `details.problems` lists every problem of the folder at once.
 */
export async function readManifests(directory: string): Promise<ManifestSet> {
  return assembleManifests(directory, await findManifestFiles(directory));
}
