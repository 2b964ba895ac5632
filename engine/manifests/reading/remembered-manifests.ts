import { createHash } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import type { ManifestFiles } from './find-manifest-files.ts';
import { type ManifestSet, manifestSetOf, type SetContent } from './manifest-set.ts';

/** The name of a bundled file carries a hash of the code: what other code found sound is not taken on trust. */
const codeVersion = import.meta.url;

/** Names the content of a folder as this code reads it; `rules` are the options by which it is checked. */
export function contentKey(
  directory: string,
  { files, notApplicable, unlisted }: ManifestFiles,
  rules: readonly unknown[],
): string {
  const everything = JSON.stringify([codeVersion, directory, files, notApplicable, unlisted, rules]);
  return createHash('sha256').update(everything).digest('hex');
}

interface Remembered {
  readonly key: string;
  readonly content: SetContent;
}

function isRemembered(value: unknown): value is Remembered {
  return typeof value === 'object' && value !== null && 'key' in value && 'content' in value;
}

/** What was read of the very same text before; null when it was not, or cannot be read any more. */
export async function recallManifests(file: string, key: string): Promise<ManifestSet | null> {
  try {
    const value: unknown = JSON.parse(await readFile(file, 'utf8'));
    return isRemembered(value) && value.key === key ? manifestSetOf(value.content) : null;
  } catch {
    return null;
  }
}

/**
 * Whole or not at all: a start that is killed leaves no half of it. Secrets may stand in manifests, so nobody else may
 * read it.
 */
export async function writeRemembered(file: string, key: string, set: ManifestSet): Promise<void> {
  const { directory, namespace, objects, written, awaited, notApplicable, unlisted } = set;
  const remembered: Remembered = {
    key,
    content: { directory, namespace, objects, written, awaited, notApplicable, unlisted },
  };
  const draft = `${file}.${process.pid}`;
  await writeFile(draft, JSON.stringify(remembered), { mode: 0o600 });
  await rename(draft, file);
}
