import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeEach, describe, expect, it, onTestFinished, test } from 'vitest';
import { sampleText, sampleWith } from '../testing/shop-manifests.ts';
import { readManifests, readRemembered } from './read-manifests.ts';

const production = fileURLToPath(new URL('../../operational-scaling', import.meta.url));

test('the manifests that a cluster gets are read without a problem, and each field without effect has its reason', async () => {
  const set = await readManifests(production);
  expect(set.deployments.length).toBeGreaterThan(0);
  expect(set.services.length).toBeGreaterThan(0);
  expect(set.clusters.length).toBe(1);
  expect(set.notApplicable.length).toBeGreaterThan(0);
  expect(set.notApplicable.every(({ reason, line }) => reason.length > 0 && line > 0)).toBe(true);
});

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
