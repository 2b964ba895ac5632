import path from 'node:path';
import { KustomizationSchema } from '../../schemas/kustomization.ts';
import type { ManifestProblem } from '../manifest-problem.ts';
import { inspectAgainst } from './inspect-document.ts';
import type { NotApplicableField } from './manifest-set.ts';
import { parseDocuments } from './parse-documents.ts';

interface ListedResource {
  readonly name: string;
  problem(message: string): ManifestProblem;
}

interface KustomizationContent {
  readonly resources: readonly ListedResource[];
  readonly problems: readonly ManifestProblem[];
  readonly notApplicable: readonly NotApplicableField[];
}

function resourceProblem(name: string, earlier: readonly string[]): string | null {
  if (/^[a-z]+:\/\/|^github\.com\/|\?ref=/.test(name))
    return 'is not on this machine: copy it into the folder';
  const normal = path.posix.normalize(name);
  if (path.isAbsolute(name) || normal === '..' || normal.startsWith('../')) {
    return 'lies outside of the folder of manifests: move it inside';
  }
  return earlier.some((other) => path.posix.normalize(other) === normal)
    ? 'is listed twice: list it once'
    : null;
}

/** Reads a kustomization that only lists files; whatever would change them is refused. */
export function readKustomization(source: {
  readonly file: string;
  readonly text: string;
}): KustomizationContent {
  const { documents, problems: syntaxProblems } = parseDocuments(source.file, source.text);
  const [document, ...more] = documents;
  const problems = [
    ...syntaxProblems,
    ...more.map((extra) => extra.problemAt([], 'is one document too many: remove it')),
  ];
  if (document === undefined) {
    if (problems.length === 0) {
      const empty = {
        file: source.file,
        line: 1,
        column: 1,
        path: '',
        message: 'is empty: list the resources',
      };
      problems.push(empty);
    }
    return { resources: [], problems, notApplicable: [] };
  }
  if (!document.isWellFormed) return { resources: [], problems, notApplicable: [] };
  const inspection = inspectAgainst(document, 'Kustomization', KustomizationSchema);
  problems.push(...inspection.problems);
  const written: unknown = document.value['resources'];
  const names = Array.isArray(written) ? written : [];
  const resources = names.flatMap((name: unknown, index): ListedResource[] => {
    if (typeof name !== 'string' || name === '') return [];
    const problem = (message: string) => document.problemAt(['resources', index], message);
    const message = resourceProblem(
      name,
      names.slice(0, index).filter((other) => typeof other === 'string'),
    );
    if (message === null) return [{ name, problem }];
    problems.push(problem(`${name} ${message}`));
    return [];
  });
  return { resources, problems, notApplicable: inspection.notApplicable };
}
