import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { sampleText, sampleWith } from '../testing/shop-manifests.ts';
import { readRemembered } from './read-manifests.ts';

let folder: string;
let manifests: string;
let memory: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'petstore-remembered-'));
  const made = folder;
  onTestFinished(() => rm(made, { recursive: true }));
  manifests = join(folder, 'manifests');
  await mkdir(manifests);
  memory = join(folder, 'manifests.json');
  await writeFile(join(manifests, 'all.yaml'), sampleText);
});

async function readOnce() {
  const { set, remember } = await readRemembered(manifests, memory);
  await remember();
  return set;
}

describe('manifests that were read before', () => {
  it('say the same the second time', async () => {
    const first = await readOnce();
    expect((await stat(memory)).mode & 0o777).toBe(0o600);
    const second = await readOnce();
    expect(second).not.toBe(first);
    expect(second).toEqual(first);
  });

  it('are not parsed again: what is remembered is what counts', async () => {
    await readOnce();
    const text = await readFile(memory, 'utf8');
    await writeFile(memory, text.replaceAll('"replicas":2', '"replicas":5'));
    expect((await readOnce()).deployments[0]?.spec.replicas).toBe(5);
  });

  it('are read anew when a letter of them changed', async () => {
    await readOnce();
    await writeFile(join(manifests, 'all.yaml'), sampleWith('replicas: 2', 'replicas: 3'));
    expect((await readOnce()).deployments[0]?.spec.replicas).toBe(3);
  });

  it('are refused when they became unsound, whatever is remembered', async () => {
    await readOnce();
    await writeFile(join(manifests, 'all.yaml'), sampleWith('replicas: 2', 'replica: 2'));
    await expect(readRemembered(manifests, memory)).rejects.toMatchObject({ code: 'manifest-invalid' });
  });

  it('are read anew when the memory is broken', async () => {
    await writeFile(memory, '{"key":');
    expect((await readOnce()).deployments).toHaveLength(1);
    await writeFile(memory, '[]');
    expect((await readOnce()).deployments).toHaveLength(1);
  });

  it('that are unsound are not remembered', async () => {
    await writeFile(join(manifests, 'all.yaml'), sampleWith('replicas: 2', 'replica: 2'));
    await expect(readOnce()).rejects.toMatchObject({ code: 'manifest-invalid' });
    await expect(stat(memory)).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
