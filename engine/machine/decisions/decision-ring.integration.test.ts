import { appendFile, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { DecisionRing, readDecisions } from './index.ts';

let folder: string;
let directory: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'decision-ring-'));
  directory = join(folder, 'decisions');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function keep(decisions: readonly object[], capBytes = 10_000_000): Promise<readonly unknown[]> {
  const problems: unknown[] = [];
  const ring = new DecisionRing({ directory, capBytes, onProblem: (error) => problems.push(error) });
  for (const decision of decisions) ring.keep(decision);
  await ring.stop();
  return problems;
}

const numbered = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => ({ number: from + index }));

test('keeps decisions in their order, for their owner alone, across starts', async () => {
  await keep(numbered(1, 3));
  await keep(numbered(4, 5));
  expect(await readDecisions(folder)).toEqual(numbered(1, 5));
  const [name = ''] = await readdir(directory);
  expect((await stat(join(directory, name))).mode & 0o777).toBe(0o600);
  expect((await stat(directory)).mode & 0o777).toBe(0o700);
});

test('forgets the oldest and never takes more than its share', async () => {
  const capBytes = 1_000;
  await keep(numbered(1, 500), capBytes);
  await keep(numbered(501, 1_000), capBytes);
  const kept = (await readDecisions(folder)) as readonly { readonly number: number }[];
  expect(kept.at(-1)).toEqual({ number: 1_000 });
  expect(kept).toEqual(numbered(kept[0]?.number ?? 0, 1_000));
  expect(kept.length).toBeGreaterThan(40);
  const sizes = await Promise.all(
    (await readdir(directory)).map(async (name) => (await stat(join(directory, name))).size),
  );
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(capBytes);
});

test('passes over what a killed engine left half written, and over strangers', async () => {
  await keep(numbered(1, 2));
  await appendFile(join(directory, '00000001.jsonl'), '{"number":3');
  await writeFile(join(directory, 'notes.txt'), '{"number":9}\n');
  expect(await readDecisions(folder)).toEqual(numbered(1, 2));
});

test('has nothing to read before anything was decided', async () => {
  expect(await readDecisions(folder)).toEqual([]);
});

test('says once that nothing can be kept', async () => {
  await writeFile(directory, 'not a folder');
  expect(await keep(numbered(1, 3))).toHaveLength(1);
});
