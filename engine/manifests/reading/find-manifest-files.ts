import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { messageOf } from '@petstore/chassis/errors';
import type { ManifestProblem } from '../manifest-problem.ts';
import type { NotApplicableField } from './manifest-set.ts';
import { readKustomization } from './read-kustomization.ts';

interface ManifestFile {
  readonly file: string;
  readonly text: string;
}

export interface ManifestFiles {
  readonly files: readonly ManifestFile[];
  readonly problems: readonly ManifestProblem[];
  readonly notApplicable: readonly NotApplicableField[];
  /** YAML files that lie in the folder and that its kustomization leaves out. */
  readonly unlisted: readonly string[];
}

const kustomizationNames = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];

const wholeFile = (file: string, message: string): ManifestProblem => ({
  file,
  line: 1,
  column: 1,
  path: '',
  message,
});

const advice: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist: name a file that does',
  EACCES: 'may not be read: give the user that runs the engine the right to read it',
  ENOTDIR: 'is no folder: name the folder that holds the manifests',
};

function unreadable(file: string, error: unknown): ManifestProblem {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return wholeFile(file, advice[code] ?? `cannot be read: ${messageOf(error)}`);
}

/** Reads one file of the folder; a link that leads out of the folder is as foreign as a path that does. */
async function readInside(directory: string, name: string): Promise<ManifestFile | ManifestProblem> {
  const file = path.join(directory, name);
  try {
    const [root, target] = await Promise.all([realpath(directory), realpath(file)]);
    if (!target.startsWith(root.endsWith(path.sep) ? root : root + path.sep)) {
      return wholeFile(file, 'lies outside of the folder of manifests: move it inside');
    }
    if (!(await stat(target)).isFile()) return wholeFile(file, 'is no file: name plain files only');
    const text = new TextDecoder('utf-8', { fatal: true }).decode(await readFile(target));
    return { file, text };
  } catch (error) {
    if (error instanceof TypeError) return wholeFile(file, 'is not UTF-8 text: store it as UTF-8');
    return unreadable(file, error);
  }
}

const isFile = (result: ManifestFile | ManifestProblem): result is ManifestFile => 'text' in result;
const isProblem = (result: ManifestFile | ManifestProblem): result is ManifestProblem => !isFile(result);

const isYaml = (name: string): boolean => /\.ya?ml$/.test(name);

function refusedFor(problem: ManifestProblem): ManifestFiles {
  return { files: [], problems: [problem], notApplicable: [], unlisted: [] };
}

async function readAll(directory: string, names: readonly string[]): Promise<ManifestFiles> {
  const results = await Promise.all(names.map((name) => readInside(directory, name)));
  const problems = results.filter(isProblem);
  return { files: results.filter(isFile), problems, notApplicable: [], unlisted: [] };
}

async function readListed(directory: string, name: string, names: readonly string[]): Promise<ManifestFiles> {
  const listing = await readInside(directory, name);
  if (!isFile(listing)) return refusedFor(listing);
  const kustomization = readKustomization(listing);
  const listed = kustomization.resources.map((resource) => path.normalize(resource.name));
  const resources = await Promise.all(
    kustomization.resources.map(async (resource) => {
      const result = await readInside(directory, resource.name);
      // The line that names the file is the one to mend.
      return isFile(result) ? result : resource.problem(`${resource.name} ${result.message}`);
    }),
  );
  return {
    files: resources.filter(isFile),
    problems: [...kustomization.problems, ...resources.filter(isProblem)],
    notApplicable: kustomization.notApplicable,
    unlisted: names.filter(isYaml).filter((other) => other !== name && !listed.includes(other)),
  };
}

/** The files that a folder consists of: what its kustomization lists, else every YAML file that lies flat in it. */
export async function findManifestFiles(directory: string): Promise<ManifestFiles> {
  let names: string[];
  try {
    names = (await readdir(directory)).sort();
  } catch (error) {
    return refusedFor(unreadable(directory, error));
  }
  const [kustomization, second] = names.filter((name) => kustomizationNames.includes(name));
  if (kustomization !== undefined && second !== undefined) {
    const problem = wholeFile(
      path.join(directory, second),
      `stands beside ${kustomization}: keep one of them`,
    );
    return refusedFor(problem);
  }
  if (kustomization !== undefined) return readListed(directory, kustomization, names);
  const yamlNames = names.filter(isYaml);
  if (yamlNames.length > 0) return readAll(directory, yamlNames);
  const problem = wholeFile(directory, 'holds no manifests: name a folder with .yaml files');
  return refusedFor(problem);
}
