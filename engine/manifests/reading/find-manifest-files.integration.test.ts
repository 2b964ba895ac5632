import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { isAppError } from '@petstore/chassis/errors';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sampleText } from '../../testing/shop-manifests.ts';
import { readManifests } from '../read-manifests.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'manifests-'));
});
afterEach(async () => {
  await rm(directory, { recursive: true, force: true });
});

const write = (name: string, content: string | Uint8Array) => writeFile(path.join(directory, name), content);

async function problemsOf(folder = directory): Promise<unknown> {
  try {
    await readManifests(folder);
    return [];
  } catch (error) {
    if (!isAppError(error)) throw error;
    return error.details['problems'];
  }
}

function problem(name: string, message: RegExp, line = 1): unknown {
  const file = name === '' ? directory : path.join(directory, name);
  return expect.objectContaining({ file, line, message: expect.stringMatching(message) });
}

/** One file a document, so that the order of files and their number matter. */
async function writeSample(): Promise<string[]> {
  const names = await Promise.all(
    sampleText.split('---\n').map(async (document, index) => {
      const name = `part-${index}.${index % 2 === 0 ? 'yaml' : 'yml'}`;
      await write(name, document);
      return name;
    }),
  );
  return names;
}

describe('without a kustomization', () => {
  test('every YAML file that lies flat in the folder is read, and nothing else', async () => {
    await writeSample();
    await mkdir(path.join(directory, 'deeper'));
    await write('deeper/other.yaml', 'not: read');
    await write('notes.md', '# notes');
    const set = await readManifests(directory);
    expect([set.directory, set.namespace, set.services.length]).toEqual([directory, 'shop', 1]);
  });

  test('a folder that holds no manifests is refused', async () => {
    expect(await problemsOf()).toEqual([problem('', /holds no manifests/)]);
  });

  test('a folder that does not exist is refused by name', async () => {
    const absent = path.join(directory, 'absent');
    expect(await problemsOf(absent)).toEqual([problem('absent', /does not exist/)]);
  });

  test('a file in place of the folder is refused', async () => {
    await write('file.yaml', sampleText);
    expect(await problemsOf(path.join(directory, 'file.yaml'))).toEqual([
      problem('file.yaml', /is no folder/),
    ]);
  });

  test('what cannot be read as a file of text is refused, each by its name', async () => {
    await write('a.yaml', sampleText);
    await mkdir(path.join(directory, 'b.yaml'));
    await symlink('absent', path.join(directory, 'c.yaml'));
    await write('d.yaml', Uint8Array.of(0x61, 0x3a, 0xff));
    expect(await problemsOf()).toEqual([
      problem('b.yaml', /is no file/),
      problem('c.yaml', /does not exist/),
      problem('d.yaml', /not UTF-8/),
    ]);
  });

  test('a file that the system does not hand out is refused with what the system says', async () => {
    await symlink('a.yaml', path.join(directory, 'a.yaml'));
    expect(await problemsOf()).toEqual([problem('a.yaml', /cannot be read: ELOOP/)]);
  });

  test('a link that leads out of the folder is refused', async () => {
    const inner = path.join(directory, 'inner');
    await mkdir(inner);
    await write('outside.yaml', sampleText);
    await symlink('../outside.yaml', path.join(inner, 'a.yaml'));
    expect(await problemsOf(inner)).toEqual([problem('inner/a.yaml', /outside of the folder/)]);
  });

  test('broken YAML in one file does not hide the problems of another', async () => {
    await writeSample();
    await write('x.yaml', 'a: [1\n');
    await write('y.yaml', 'apiVersion: v1\nkind: Pod\n');
    expect(await problemsOf()).toEqual([
      problem('x.yaml', /not valid YAML/, 2),
      problem('y.yaml', /Pod is no kind/, 2),
    ]);
  });
});

describe('with a kustomization', () => {
  const kustomization = (...lines: readonly string[]) =>
    write(
      'kustomization.yaml',
      ['apiVersion: kustomize.config.k8s.io/v1beta1', 'kind: Kustomization', ...lines, ''].join('\n'),
    );
  const resources = (...names: readonly string[]) => ['resources:', ...names.map((name) => `  - ${name}`)];

  test('the files that it lists are read, and no other', async () => {
    const names = await writeSample();
    await write('other.yaml', 'not: read');
    await kustomization(...resources(...names));
    expect((await readManifests(directory)).deployments.length).toBe(1);
  });

  test.each([
    ['a missing file', 'absent.yaml', /absent\.yaml does not exist/],
    ['a path out of the folder', '../other.yaml', /outside of the folder/],
    ['a hidden path out of the folder', 'deeper/../../other.yaml', /outside of the folder/],
    ['an absolute path', '/etc/hosts', /outside of the folder/],
    ['an address', 'https://example.test/a.yaml', /not on this machine/],
    ['a folder', 'deeper', /is no file/],
    ['a file twice', './all.yaml', /listed twice/],
  ])('%s is refused at the line that names it', async (_, name, message) => {
    await mkdir(path.join(directory, 'deeper'));
    await write('all.yaml', sampleText);
    await kustomization(...resources('all.yaml', name));
    expect(await problemsOf()).toEqual([problem('kustomization.yaml', message, 5)]);
  });

  test.each([
    ['namePrefix: x-', /would change the manifests/],
    ['images: [{ name: a, newTag: v2 }]', /would change the manifests/],
    ['patches: []', /would change the manifests/],
    ['resorces: []', /did you mean resources/],
  ])('%s is refused', async (line, message) => {
    await write('all.yaml', sampleText);
    await kustomization(line, ...resources('all.yaml'));
    expect(await problemsOf()).toEqual([problem('kustomization.yaml', message, 3)]);
  });

  test('the YAML files that it leaves out are named', async () => {
    await write('all.yaml', sampleText);
    await write('forgotten.yaml', 'not: read');
    await write('notes.md', '# notes');
    await kustomization(...resources('./all.yaml'));
    expect((await readManifests(directory)).unlisted).toEqual(['forgotten.yaml']);
  });

  test('two kustomizations are refused', async () => {
    await kustomization(...resources('all.yaml'));
    await write('kustomization.yml', '');
    expect(await problemsOf()).toEqual([problem('kustomization.yml', /stands beside kustomization\.yaml/)]);
  });

  test('an empty or broken one is refused', async () => {
    await write('kustomization.yaml', '');
    expect(await problemsOf()).toEqual([problem('kustomization.yaml', /is empty/)]);
    await write('kustomization.yaml', 'resources: [a\n');
    expect(await problemsOf()).toEqual([problem('kustomization.yaml', /not valid YAML/, 2)]);
  });
});
