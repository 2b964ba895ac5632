import { randomBytes } from 'node:crypto';
import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { locateRoot } from '../locate-root.ts';

/** Manifests of a system that a benchmark looks into, and who may look. */
export interface MeasuredManifests {
  readonly manifestsDirectory: string;
  /** A superuser of its PostgreSQL server. */
  readonly observer: { readonly user: string; readonly password: string };
}

const user = 'benchmark';

/**
 * Copies the manifests into a folder, with a superuser for the benchmark and with the extension that counts statements,
 * which must be loaded when the server starts. It counts nothing until it is asked to.
 */
export async function createMeasuredManifests(parent: string): Promise<MeasuredManifests> {
  const manifestsDirectory = join(parent, 'manifests');
  await cp(join(locateRoot(), 'operational-scaling'), manifestsDirectory, { recursive: true });
  const password = randomBytes(16).toString('hex');
  await change(join(manifestsDirectory, 'postgres.yaml'), (text) =>
    inserted(
      inserted(text, '    parameters:\n', '      shared_preload_libraries: pg_stat_statements\n'),
      '    roles:\n',
      `      - {name: ${user}, login: true, superuser: true, passwordSecret: {name: ${user}-db}}\n`,
    ),
  );
  await writeFile(join(manifestsDirectory, `${user}.yaml`), secretOf(password));
  await change(join(manifestsDirectory, 'kustomization.yaml'), (text) =>
    inserted(text, 'resources:\n', `  - ${user}.yaml\n`),
  );
  return { manifestsDirectory, observer: { user, password } };
}

async function change(path: string, edit: (text: string) => string): Promise<void> {
  await writeFile(path, edit(await readFile(path, 'utf8')));
}

function inserted(text: string, after: string, more: string): string {
  const parts = text.split(after);
  if (parts.length !== 2) throw new Error(`the manifests have ${parts.length - 1} lines ${after.trim()}`);
  return parts.join(after + more);
}

function secretOf(password: string): string {
  return `apiVersion: v1
kind: Secret
metadata:
  name: ${user}-db
  namespace: petstore
type: kubernetes.io/basic-auth
stringData:
  username: ${user}
  password: ${password}
`;
}
