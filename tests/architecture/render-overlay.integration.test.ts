import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { type Manifest, renderOverlay } from './render-overlay.ts';

const folders = ['operational-scaling', 'overlays/production', 'overlays/demo-cluster'];

const keyOf = ({ apiVersion, kind, metadata }: Manifest) => `${apiVersion} ${kind} ${metadata.name}`;

it.each(folders)('renders %s without two objects of the same name', (folder) => {
  const keys = renderOverlay(join(process.cwd(), folder)).map(keyOf);
  expect(new Set(keys).size).toBe(keys.length);
  expect(keys.length).toBeGreaterThan(80);
});

function hasKubectl(): boolean {
  try {
    const version: { kustomizeVersion?: string } = JSON.parse(
      execFileSync('kubectl', ['version', '--client', '--output=json'], { encoding: 'utf8', stdio: 'pipe' }),
    );
    return /^v([5-9]|4\.[4-9])/.test(version.kustomizeVersion ?? '');
  } catch {
    return false;
  }
}

// Debian's kubectl is too old for the overlays; where a recent one is installed, the rendering is compared with it.
if (hasKubectl()) {
  test.each(folders)('renders %s as kubectl does', (folder) => {
    const printed = execFileSync('kubectl', ['kustomize', join(process.cwd(), folder)], { encoding: 'utf8' });
    const theirs = parseAllDocuments(printed).map((document): Manifest => document.toJS());
    const byKey = (objects: readonly Manifest[]) => new Map(objects.map((each) => [keyOf(each), each]));
    expect(byKey(renderOverlay(join(process.cwd(), folder)))).toEqual(byKey(theirs));
  });
}
