import { type FolderIdentity, isSameFolder } from '../machine/folder-identity.ts';

/** Lies in a home outside of the data folder, and says whose it is. */
export interface HomeRecord extends FolderIdentity {
  /** The same in the data folder's pointer. */
  readonly id: string;
  /** Where the home was when this was written: a record that was copied along with a home says nothing. */
  readonly home: string;
  /** The real path of the data folder. */
  readonly folder: string;
}

/** What a data folder says of a home outside of it, or of a linked part of one, and what is there. */
export interface HomeObservation {
  /** The real path of the data folder. */
  readonly folder: string;
  readonly identity: FolderIdentity;
  readonly home: string;
  /** Path of the symbolic link, or of the file `location`, that leads to it. */
  readonly pointer: string;
  readonly pointerKind: 'link' | 'location';
  /** Null where the pointer was written by hand, or by an engine that kept none. */
  readonly pointerId: string | null;
  readonly homeExists: boolean;
  readonly record: HomeRecord | null;
  /** A symbolic link leads to it, so a missing record does not tell that it is another folder's. */
  readonly isLink: boolean;
  /** It lies in the data folder, so a copy of that has its own. */
  readonly isInside: boolean;
  /** Its name is made from the path of this data folder. */
  readonly isNamedForFolder: boolean;
  /** Where the data folder of the record was found; null where it was not. */
  readonly ownerAt: string | null;
  /** Nothing is at the path of the record. */
  readonly isFormerPathFree: boolean;
}

export type HomeDecision =
  | { readonly use: 'as-bound' | 'and-bind' }
  /** Linked folders in which nothing says whose they are: a start may bind them, nothing else may touch them. */
  | { readonly use: null }
  | { readonly refused: 'missing' }
  /** The owner's path as far as it is known. */
  | { readonly refused: 'foreign'; readonly owner: string | null };

/**
 * Decides whether a home belongs to the data folder that points to it. A folder that was moved is known by its
 * identity, or, on another file system, by nothing being left where it was; any other folder with the same pointer is a
 * copy.
 */
export function decideHome(observation: HomeObservation): HomeDecision {
  const { folder, identity, home, pointerId, record, ownerAt } = observation;
  if (!observation.homeExists) return { refused: 'missing' };
  if (record === null || record.home !== home) {
    if (observation.isNamedForFolder || observation.isInside) return { use: 'and-bind' };
    return observation.isLink ? { use: null } : { refused: 'foreign', owner: null };
  }
  const foreign = { refused: 'foreign', owner: ownerAt ?? record.folder } as const;
  if (pointerId !== null && pointerId !== record.id) return foreign;
  if (isSameFolder(record, identity)) return { use: record.folder === folder ? 'as-bound' : 'and-bind' };
  // Some systems number their devices anew with each start.
  if (record.folder === folder && record.inode === identity.inode) return { use: 'and-bind' };
  if (observation.isInside) return { use: 'and-bind' };
  const isOnAnotherDevice = record.device !== identity.device;
  if (isOnAnotherDevice && observation.isFormerPathFree && ownerAt === null) return { use: 'and-bind' };
  return foreign;
}
