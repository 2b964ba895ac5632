import { assembleManifests, type ReadingOptions } from './assemble-manifests.ts';
import { findManifestFiles } from './find-manifest-files.ts';
import type { ManifestSet } from './manifest-set.ts';
import { contentKey, recallManifests, writeRemembered } from './remembered-manifests.ts';

export type { ReadingOptions } from './assemble-manifests.ts';

/**
 * Reads what a folder declares: the files that its kustomization lists, else every YAML file in it.
 * Throws AppError `manifest-invalid` whose `details.problems` lists every problem of the folder at once.
 */
export async function readManifests(directory: string, options: ReadingOptions = {}): Promise<ManifestSet> {
  return assembleManifests(directory, await findManifestFiles(directory), options);
}

export interface RememberedReading {
  readonly set: ManifestSet;
  /** Keeps what was read for the next time, where it is new. */
  remember(): Promise<void>;
}

/** The same for a folder that is read at every start: text that the same code found sound before is not parsed and checked again. */
export async function readRemembered(
  directory: string,
  file: string,
  options: ReadingOptions = {},
): Promise<RememberedReading> {
  const found = await findManifestFiles(directory);
  const key = contentKey(directory, found, options);
  const known = found.problems.length > 0 ? null : await recallManifests(file, key);
  if (known !== null) return { set: known, remember: async () => undefined };
  const set = assembleManifests(directory, found, options);
  // Where it cannot be kept, the next start takes a little longer; what is wrong with the folder shows where it is needed.
  return { set, remember: () => writeRemembered(file, key, set).catch(() => undefined) };
}
