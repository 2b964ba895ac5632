import { spawnSync } from 'node:child_process';
import { readdirSync, realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';

/** One kubectl of this machine, which is version 1.`minor`. */
export interface Kubectl {
  readonly path: string;
  readonly minor: number;
}

/** Folders in which the Google Cloud SDK keeps `kubectl.1.NN` for several versions; only `kubectl` is on the path. */
const sdkFolders = [
  '/usr/lib/google-cloud-sdk/bin',
  '/usr/local/share/google-cloud-sdk/bin',
  '/opt/google-cloud-sdk/bin',
  '/opt/homebrew/share/google-cloud-sdk/bin',
  '/snap/google-cloud-cli/current/bin',
  join(homedir(), 'google-cloud-sdk/bin'),
];

const versioned = /^kubectl\.1\.\d+$/;

/**
 * Every kubectl of the machine, one a minor version, the oldest first. `KUBECTL_FOLDERS` names more folders, before
 * those of the path.
 */
export function findKubectls(environment: NodeJS.ProcessEnv = process.env): readonly Kubectl[] {
  const { KUBECTL_FOLDERS = '', PATH = '' } = environment;
  const named = [...KUBECTL_FOLDERS.split(delimiter), ...PATH.split(delimiter)].filter((each) => each !== '');
  const folders = [...named, ...named.flatMap(folderBehind), ...sdkFolders];
  const programs = new Set(folders.flatMap(programsIn));
  const found = new Map<number, Kubectl>();
  for (const path of programs) {
    const minor = minorVersionOf(path);
    if (minor !== null && !found.has(minor)) found.set(minor, { path, minor });
  }
  return [...found.values()].sort((one, other) => one.minor - other.minor);
}

/** Where the `kubectl` of a folder really lies: the SDK's other versions are its neighbours. */
function folderBehind(folder: string): readonly string[] {
  const program = realPathOf(join(folder, 'kubectl'));
  return program === null ? [] : [dirname(program)];
}

/** A `kubectl` beside versioned ones only chooses one of them by the server's version, so it counts for none. */
function programsIn(folder: string): readonly string[] {
  const versions = namesIn(folder).filter((name) => versioned.test(name));
  const plain = realPathOf(join(folder, 'kubectl'));
  const isDispatcher = plain !== null && namesIn(dirname(plain)).some((name) => versioned.test(name));
  return [...(plain === null || isDispatcher ? [] : [plain]), ...versions.map((name) => join(folder, name))];
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    // The path of a machine may name folders that are not there or not readable.
    return [];
  }
}

function realPathOf(path: string): string | null {
  try {
    return realpathSync(path);
  } catch {
    return null;
  }
}

function minorVersionOf(path: string): number | null {
  const { stdout, status } = spawnSync(path, ['version', '--client', '-o', 'json'], { encoding: 'utf8' });
  if (status !== 0) return null;
  const { clientVersion } = JSON.parse(stdout) as { clientVersion: { major: string; minor: string } };
  // Some builds write a plus sign behind the number.
  return clientVersion.major === '1' ? Number.parseInt(clientVersion.minor, 10) : null;
}
