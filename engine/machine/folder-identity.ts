import { statSync } from 'node:fs';

/** Stays the same when a folder is moved within its file system, and differs in every copy of it. */
export interface FolderIdentity {
  readonly device: string;
  readonly inode: string;
}

/** Of the folder that a path leads to, through links. */
export function identifyFolder(path: string): FolderIdentity {
  const { dev, ino } = statSync(path, { bigint: true });
  return { device: String(dev), inode: String(ino) };
}

export function isSameFolder(one: FolderIdentity, other: FolderIdentity): boolean {
  return one.device === other.device && one.inode === other.inode;
}

export function isFolderIdentity(value: unknown): value is FolderIdentity {
  return (
    typeof value === 'object' &&
    value !== null &&
    'device' in value &&
    typeof value.device === 'string' &&
    'inode' in value &&
    typeof value.inode === 'string'
  );
}
