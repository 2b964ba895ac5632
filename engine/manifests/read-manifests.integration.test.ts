import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { readManifests } from './read-manifests.ts';

const production = fileURLToPath(new URL('../../operational-scaling', import.meta.url));

test('the manifests that a cluster gets are read without a problem, and each field without effect has its reason', async () => {
  const set = await readManifests(production);
  expect(set.deployments.length).toBeGreaterThan(0);
  expect(set.services.length).toBeGreaterThan(0);
  expect(set.clusters.length).toBe(1);
  expect(set.notApplicable.length).toBeGreaterThan(0);
  expect(set.notApplicable.every(({ reason, line }) => reason.length > 0 && line > 0)).toBe(true);
});
