import { existsSync, realpathSync } from 'node:fs';
import { join, posix } from 'node:path';

/** Where a command of a container stands. */
export interface CommandPlace {
  /** The container's working directory. */
  readonly workingDirectory: string;
  /** Where volumes are mounted in the container. */
  readonly mountPaths: readonly string[];
  /** The folder that stands for `/app`; null where it is not known, so that links in it are not followed. */
  readonly appDirectory: string | null;
}

export const imageFolder = '/app';

/** The build of this project holds its own programs beside the services; its image holds the services alone. */
const ownPrograms = ['cli/main.mjs', 'engine/mesh/proxy/proxy-main.mjs'];
const ownFolders = ['cli', 'engine'];

/** What `require` and the command line of Node.js add to a path. */
const suffixes = ['', '.js', '.json', '.node'];

/** The absolute path in the container, without `..`. */
export function pathInContainer(written: string, { workingDirectory }: CommandPlace): string {
  return posix.resolve('/', workingDirectory, written);
}

/** Why the code at a path may not run, as the end of a sentence about it; null when it may. */
export function refusedCodePath(path: string, { mountPaths, appDirectory }: CommandPlace): string | null {
  if (!isWithin(path, imageFolder)) return 'does not lie under /app: name a path under /app';
  const mount = mountPaths.find((mounted) => isWithin(path, posix.resolve('/', mounted)));
  if (mount !== undefined) return `lies in the volume at ${mount}: only code of the app folder runs`;
  if (appDirectory === null) return null;
  for (const suffix of suffixes) {
    const folder = realPath(appDirectory);
    const real = realPath(join(appDirectory, path.slice(imageFolder.length)) + suffix);
    // A script that is not there is for Node.js to miss.
    if (folder === null || real === null) continue;
    if (!isWithin(real, folder)) return `is a link that leads out of the app folder ${appDirectory}`;
    if (isOwnProgram(real, folder))
      return 'is a part of petstore itself, which is in no image: name a service';
  }
  return null;
}

function isOwnProgram(real: string, folder: string): boolean {
  return (
    ownFolders.some((name) => isWithin(real, join(folder, name))) &&
    ownPrograms.every((program) => existsSync(join(folder, program)))
  );
}

/** Whether a path without `..` is a folder or lies in it. */
export function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith('/') ? folder : `${folder}/`);
}

/** Null where nothing is. */
export function realPath(path: string): string | null {
  try {
    return realpathSync.native(path);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw error;
  }
}
