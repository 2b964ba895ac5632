import { expect, test } from 'vitest';
import { describeFolderFailure } from './describe-folder-failure.ts';

const failure = (code: string, path?: string) => Object.assign(new Error(code), { code, path });

test.each([
  ['EACCES', 'unavailable', 'this user may not write there'],
  ['EROFS', 'unavailable', 'is read-only'],
  ['ENOSPC', 'unavailable', 'disk is full'],
  ['ENOTDIR', 'invalid', 'is a file'],
  ['ENOENT', 'invalid', 'nothing can be created there'],
])('describes %s as %s in one line, with a hint to name another folder', (code, kind, words) => {
  const described = describeFolderFailure(failure(code, '/data/x/engine.lock'), '/data/x');
  expect(described?.kind).toBe(kind);
  expect(described?.message).toContain(words);
  expect(described?.message).toContain('--data');
  expect(described?.message).not.toContain('\n');
});

test('ignores errors of other paths, or with other reasons', () => {
  expect(describeFolderFailure(failure('EACCES', '/other/file'), '/data/x')).toBeNull();
  expect(describeFolderFailure(failure('ECONNREFUSED'), '/data/x')).toBeNull();
  expect(describeFolderFailure('EACCES', '/data/x')).toBeNull();
});
