import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLifetime, type Lifetime } from '../processes/lifetime.ts';
import { listProcessTree } from '../processes/observe-processes.ts';
import { type MeshOptions, runMesh } from './mesh-benchmark.ts';

const shortest: MeshOptions = {
  rounds: 1,
  duration: 1,
  connections: 4,
  against: 'installed',
  generator: 'installed',
};

describe('the mesh benchmark', () => {
  let lifetime: Lifetime;
  const said: string[] = [];

  beforeEach(() => {
    lifetime = createLifetime(100_000);
    said.length = 0;
  });
  afterEach(() => lifetime.end());

  const run = (options: Partial<MeshOptions> = {}) =>
    runMesh({ ...shortest, ...options }, { lifetime, say: (text) => said.push(text) });

  it('sends real requests over every route, none of which fails, and leaves no process', async () => {
    const before = await listProcessTree([process.pid]);
    const { rows } = await run();
    const throughputs = rows.filter(({ metric }) => metric.startsWith('throughput'));
    expect(throughputs.length).toBeGreaterThanOrEqual(2);
    for (const { value, baseline, ratio } of throughputs) {
      expect(value).toBeGreaterThan(0);
      expect(ratio === null).toBe(baseline === null);
    }
    expect(rows.find(({ metric }) => metric === 'failed requests')).toMatchObject({
      value: 0,
      met: true,
    });
    expect(said.at(-1)).toMatch(/^round 1 of 1: direct \d+\/s, .*mesh proxy \d+\/s$/);
    await lifetime.end();
    expect(await listProcessTree([process.pid])).toEqual(before);
  });

  it('runs with its own generator and without a proxy to compare with', async () => {
    const { rows, settings, notes } = await run({ against: 'nothing', generator: 'own' });
    expect(settings['generator']).toMatch(/^own generator/);
    expect(rows.find(({ metric }) => metric === 'throughput: mesh proxy')?.value).toBeGreaterThan(0);
    expect(notes.join(' ')).toContain('compared with direct calls only');
  });
});
