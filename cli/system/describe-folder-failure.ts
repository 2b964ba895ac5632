import { type AppError, isAppError } from '@petstore/chassis/errors';
import { cliErrors } from '../errors.ts';

/** Errors that permissions or free space would not resolve. */
const impossible: Readonly<Record<string, string>> = {
  ENOTDIR: 'a part of the path is a file',
  EEXIST: 'a file has that name',
  ENOENT: 'nothing can be created there',
  ENAMETOOLONG: 'a name in it is too long',
  ELOOP: 'its symbolic links are circular',
};

const unusable: Readonly<Record<string, string>> = {
  EACCES: 'this user may not write there',
  EPERM: 'writing is not permitted there',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota of this user is exceeded',
  EIO: 'the disk cannot be read or written',
};

/** A `data-folder-*` error for a system error on the data folder; null for any other error. */
export function describeFolderFailure(error: unknown, directory: string): AppError | null {
  if (isAppError(error) || !(error instanceof Error)) return null;
  const { code = '', path } = error as NodeJS.ErrnoException;
  if (path !== undefined && !isRelated(path, directory)) return null;
  const why = impossible[code] ?? unusable[code];
  if (why === undefined) return null;
  return cliErrors.create(code in impossible ? 'data-folder-impossible' : 'data-folder-unusable', {
    message: `${directory} cannot be the data folder: ${why} (${code}). Name a writable folder with --data.`,
    details: { directory, reason: code },
    cause: error,
  });
}

/** Within the folder, or one of its parents. */
function isRelated(path: string, directory: string): boolean {
  return path === directory || path.startsWith(`${directory}/`) || directory.startsWith(`${path}/`);
}
