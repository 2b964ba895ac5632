import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { endOrphans, type Orphan } from '../processes/end-orphans.ts';

/** Where what lies in an engine's data folder, besides the database, which has its own. */
export interface DataFolder {
  readonly directory: string;
  /** Where engines before the object store kept generated Secrets. */
  readonly secrets: string;
  /** The objects of the cluster, Secrets among them. */
  readonly objects: string;
  /** What the Kubernetes API and its callers prove themselves with. */
  readonly access: string;
  readonly logs: string;
  /** What controllers decided lately. */
  readonly decisions: string;
  /** What the manifests said when they were last read. */
  readonly manifests: string;
  /** The volumes of pods; nothing in it outlives the engine. */
  readonly pods: string;
  /** The list of the pods' processes; it too is there only while they are. */
  readonly processes: string;
}

const decisionsFolder = 'decisions';

/** For commands that read them without an engine. */
export function decisionsIn(dataDirectory: string): string {
  return join(dataDirectory, decisionsFolder);
}

export function dataFolderAt(directory: string): DataFolder {
  return {
    directory,
    secrets: join(directory, 'secrets'),
    objects: join(directory, 'objects'),
    access: join(directory, 'access'),
    logs: join(directory, 'logs'),
    decisions: join(directory, decisionsFolder),
    manifests: join(directory, 'manifests.json'),
    pods: join(directory, 'pods'),
    processes: join(directory, 'processes.json'),
  };
}

/** Removes what an engine left that was killed, and tells which processes of it still ran. */
export async function clearLeftovers({ pods, processes }: DataFolder): Promise<readonly Orphan[]> {
  const ended = await endOrphans(processes);
  await rm(pods, { recursive: true, force: true });
  return ended;
}
