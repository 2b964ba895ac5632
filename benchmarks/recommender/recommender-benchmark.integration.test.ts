import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSeededRandom } from '@petstore/recommender/random';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLifetime } from '../processes/lifetime.ts';
import { type RecommenderOptions, runRecommender } from './recommender-benchmark.ts';

let folder: string;
const lifetime = createLifetime(100_000);
const context = { lifetime, say: () => undefined };
const nothing: RecommenderOptions = {
  'online-retail': null,
  'movielens-100k': null,
  'movielens-1m': null,
  gowalla: null,
  sizes: [],
  seed: 1,
  ials: 'no',
  picture: null,
};

/** Users of two kinds of preference, each with fourteen draws from twenty items, some drawn twice. */
function drawHistories(): readonly (readonly number[])[] {
  const random = createSeededRandom(3);
  return Array.from({ length: 40 }, (_, user) => {
    const items = Array.from({ length: 14 }, () => (user % 2) * 20 + Math.floor(20 * random.next() ** 1.5));
    return [...new Set(items)];
  });
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bench-recommender-'));
  const histories = drawHistories();
  const lines = (lineOf: (items: readonly number[], user: number) => string) =>
    histories.map(lineOf).join('\n');
  const ratings = (separator: string) =>
    lines((items, user) =>
      items.map((item, at) => [user, item, 3, 880_000_000 + at].join(separator)).join('\n'),
    );
  await writeFile(join(folder, 'u.data'), ratings('\t'));
  await writeFile(join(folder, 'ratings.dat'), ratings('::'));
  await writeFile(
    join(folder, 'train.txt'),
    lines((items, user) => [user, ...items.slice(2)].join(' ')),
  );
  await writeFile(
    join(folder, 'test.txt'),
    lines((items, user) => [user, ...items.slice(0, 2)].join(' ')),
  );
});
afterAll(async () => {
  await lifetime.end();
  await rm(folder, { recursive: true });
});

const run = (options: Partial<RecommenderOptions>) =>
  runRecommender({ ...nothing, ...options }, context, join(folder, 'no-retail'));

describe('the recommender benchmark', () => {
  it('compares its figures for MovieLens-100K with the published ones', async () => {
    const { rows, notes } = await run({ 'movielens-100k': folder });
    const beside = rows.find(({ metric }) => metric === 'MovieLens-100K, ease beside BiVAE: nDCG@10');
    expect(beside).toMatchObject({ baseline: 0.475, met: null });
    const ease = rows.find(({ metric }) => metric === 'MovieLens-100K, ease: nDCG@10');
    expect(ease?.ratio).toBeGreaterThan(1);
    expect(notes.join('\n')).toMatch(/ease: lambda \d+; best of 6 on the validation/);
    expect(notes.join('\n')).toMatch(/gowalla: not measured/);
    expect(notes.join('\n')).toMatch(/Online Retail: no data/);
  });

  it('reads the official files of the other data sets, and says where a figure has no baseline', async () => {
    const official = await run({ gowalla: folder });
    expect(official.rows.map(({ metric }) => metric)).toContain('Gowalla, ease beside EASE: Recall@20');
    await rm(join(folder, 'train.txt'));
    const other = await run({ 'movielens-1m': folder });
    expect(other.rows.filter(({ metric }) => metric.includes('beside'))).toEqual([]);
    expect(other.notes.join('\n')).toMatch(/nothing published for that/);
  });

  it('says which file is missing', async () => {
    await expect(run({ 'online-retail': join(folder, 'gone') })).rejects.toMatchObject({
      code: 'benchmark-data-invalid',
    });
    await expect(run({ 'movielens-100k': tmpdir() })).rejects.toThrow(/no u.data/);
  });

  it('times fits and lists of the requested sizes', async () => {
    const { rows } = await run({ sizes: [60] });
    const metrics = rows.map(({ metric }) => metric);
    expect(metrics).toEqual([
      'fit of 60 items',
      'fit of 60 items: CPU of all threads',
      'top 20 of 60 items: p50',
      'top 20 of 60 items: p99',
    ]);
    expect(rows.every(({ value }) => value > 0)).toBe(true);
  });
});
