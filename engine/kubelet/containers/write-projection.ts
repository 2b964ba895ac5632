import {
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  readlink,
  rename,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { basename, dirname, join, sep } from 'node:path';
import type { Environment } from '../../machine/processes/host-environment.ts';

const current = '..data';

/**
 * Makes a folder hold these files, by their relative paths, readable by this user alone; whoever reads sees all of the
 * old ones or all of the new ones: names in the folder are links through `..data`, which changes its target at once.
 * https://github.com/kubernetes/kubernetes/blob/v1.34.0/pkg/volume/util/atomic_writer.go
 */
export async function writeProjection(folder: string, files: Environment): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const before = await readlink(join(folder, current)).catch(() => null);
  if (before !== null && (await holdsJust(join(folder, before), files))) return;
  const next = await mkdtemp(join(folder, '..version.'));
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(next, path)), { recursive: true, mode: 0o700 });
    await writeFile(join(next, path), content, { mode: 0o600 });
  }
  await link(basename(next), join(folder, current));
  await showNames(folder, new Set(Object.keys(files).map(firstName)));
  if (before !== null) await rm(join(folder, before), { recursive: true, force: true });
}

async function showNames(folder: string, names: ReadonlySet<string>): Promise<void> {
  const shown = (await readdir(folder)).filter((name) => !name.startsWith('..'));
  for (const name of names) {
    if (!shown.includes(name)) await symlink(join(current, name), join(folder, name));
  }
  for (const name of shown) if (!names.has(name)) await rm(join(folder, name), { force: true });
}

/** A rename replaces a link at once. */
async function link(target: string, path: string): Promise<void> {
  await rm(`${path}_tmp`, { force: true });
  await symlink(target, `${path}_tmp`);
  await rename(`${path}_tmp`, path);
}

async function holdsJust(folder: string, files: Environment): Promise<boolean> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const found = entries.filter((entry) => entry.isFile()).length;
  if (found !== Object.keys(files).length) return false;
  for (const [path, content] of Object.entries(files)) {
    if ((await readFile(join(folder, path), 'utf8').catch(() => null)) !== content) return false;
  }
  return true;
}

function firstName(path: string): string {
  return path.split(sep)[0] ?? path;
}
