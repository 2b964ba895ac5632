import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dependencyState } from './dependency-state.mjs';

const wanted = {
  '': { name: 'marty-petstore' },
  chassis: { version: '0.1.0' },
  'node_modules/@petstore/chassis': { resolved: 'chassis', link: true },
  'node_modules/pg': { version: '8.0.0', integrity: 'sha512-a' },
  'node_modules/fsevents': { version: '2.0.0', integrity: 'sha512-b', optional: true },
};
const installed = {
  'node_modules/@petstore/chassis': wanted['node_modules/@petstore/chassis'],
  'node_modules/pg': wanted['node_modules/pg'],
};

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'petstore-dependencies-'));
  mkdirSync(join(root, 'node_modules'));
  write('package-lock.json', wanted);
});

afterEach(() => rmSync(root, { recursive: true }));

describe('dependencyState', () => {
  it('is missing before the first install and after an interrupted one', () => {
    expect(dependencyState(root)).toBe('missing');
  });

  it('is current when everything that this platform needs is installed', () => {
    write('node_modules/.package-lock.json', installed);
    expect(dependencyState(root)).toBe('current');
  });

  it.each([
    ['a package has another version', { 'node_modules/pg': { version: '8.0.1', integrity: 'sha512-c' } }],
    ['a package has another content', { 'node_modules/pg': { version: '8.0.0', integrity: 'sha512-c' } }],
    ['a package is not there', { 'node_modules/pg': undefined }],
    ['a workspace is not linked', { 'node_modules/@petstore/chassis': undefined }],
    [
      'an optional package has another version',
      { 'node_modules/fsevents': { version: '1.0.0', integrity: 'x' } },
    ],
  ])('is outdated when %s', (_title, difference) => {
    write('node_modules/.package-lock.json', { ...installed, ...difference });
    expect(dependencyState(root)).toBe('outdated');
  });
});

function write(path: string, packages: unknown): void {
  writeFileSync(join(root, path), JSON.stringify({ packages }));
}
