import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findKubectls } from './find-kubectl.ts';

/** Versions that no real kubectl has, so that those of this machine do not matter. */
const [oldest, middle, newest] = [7001, 7002, 7003];

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'find-kubectl-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function writeKubectl(path: string, minor: number | string, exitCode = 0): Promise<void> {
  await mkdir(join(path, '..'), { recursive: true });
  const document = JSON.stringify({ clientVersion: { major: '1', minor: String(minor) } });
  await writeFile(path, `#!/bin/sh\necho '${document}'\nexit ${exitCode}\n`);
  await chmod(path, 0o755);
}

function found(PATH: string, KUBECTL_FOLDERS?: string) {
  const environment = KUBECTL_FOLDERS === undefined ? { PATH } : { PATH, KUBECTL_FOLDERS };
  return findKubectls(environment).filter(({ minor }) => minor > 7_000);
}

test('finds the versions behind a dispatcher on the path, and does not take the dispatcher for one', async () => {
  const [bin, sdk] = [join(folder, 'bin'), join(folder, 'sdk')];
  await writeKubectl(join(sdk, 'kubectl'), newest);
  await writeKubectl(join(sdk, 'kubectl.1.7002'), middle);
  await writeKubectl(join(sdk, 'kubectl.1.7001'), `${oldest}+`);
  await mkdir(bin);
  await symlink('../sdk/kubectl', join(bin, 'kubectl'));
  expect(found(bin)).toEqual([
    { path: join(sdk, 'kubectl.1.7001'), minor: oldest },
    { path: join(sdk, 'kubectl.1.7002'), minor: middle },
  ]);
});

test('takes one kubectl a minor version, first of all from the folders that are named for it', async () => {
  const [first, second, named] = [join(folder, 'first'), join(folder, 'second'), join(folder, 'named')];
  await writeKubectl(join(first, 'kubectl'), middle);
  await writeKubectl(join(second, 'kubectl'), newest);
  await writeKubectl(join(named, 'kubectl'), middle);
  expect(found(`${first}:${second}`, named)).toEqual([
    { path: join(named, 'kubectl'), minor: middle },
    { path: join(second, 'kubectl'), minor: newest },
  ]);
});

test('passes over a program that fails and a folder that is not there', async () => {
  const [broken, works] = [join(folder, 'broken'), join(folder, 'works')];
  await writeKubectl(join(broken, 'kubectl'), oldest, 1);
  await writeKubectl(join(works, 'kubectl'), newest);
  expect(found(`${join(folder, 'missing')}:${broken}:${works}`)).toEqual([
    { path: join(works, 'kubectl'), minor: newest },
  ]);
});
