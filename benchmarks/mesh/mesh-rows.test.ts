import { describe, expect, it } from 'vitest';
import type { HopRound } from './measure-hop.ts';
import { type Hop, meshRows } from './mesh-rows.ts';

function hop(name: string, ...rounds: Partial<HopRound>[]): Hop {
  const usual = { throughput: 1, coreShare: null, p50Ms: 1, p99Ms: 2, failures: 0 };
  return { name, rounds: rounds.map((round) => ({ ...usual, ...round })) };
}

const direct = hop('direct', { throughput: 90_000, p50Ms: 0.05 }, { throughput: 80_000, p50Ms: 0.5 });
const haproxy = hop(
  'HAProxy',
  { throughput: 40_000, coreShare: 0.8, p50Ms: 0.1 },
  { throughput: 30_000, coreShare: 0.6, p50Ms: 0.6 },
);
const mesh = hop(
  'mesh proxy',
  { throughput: 10_000, coreShare: 1, p50Ms: 0.2 },
  { throughput: 8_000, coreShare: 1, p50Ms: 0.7 },
);
const rows = meshRows({ direct, bare: [haproxy], mesh });
const find = (metric: string) => rows.find((row) => row.metric === metric);

describe('mesh rows', () => {
  it('compare the throughput with that of another proxy', () => {
    expect(find('throughput: mesh proxy against HAProxy')).toMatchObject({
      value: 9_000,
      baseline: 35_000,
      ratio: 0.2571,
      goal: { of: 'ratio', bound: 0.2 },
      met: true,
    });
  });

  it('compare requests for each CPU second, since a proxy that waits for its core is not at its limit', () => {
    expect(find('requests per CPU second of the proxy: mesh proxy against HAProxy')).toMatchObject({
      value: 9_000,
      baseline: 50_000,
      ratio: 0.18,
      met: false,
    });
    expect(find('cores of the proxy: HAProxy')?.value).toBe(0.7);
  });

  it('compute the added latency within each round, since rounds differ', () => {
    expect(find('added p50: mesh proxy')).toMatchObject({ value: 0.175, met: true });
    expect(find('added p50, quietest round: mesh proxy')).toMatchObject({ value: 0.15, goal: null });
    expect(find('added p50: HAProxy')).toMatchObject({ value: 0.075, goal: null });
  });

  it('miss the goal when a single request failed', () => {
    const broken = meshRows({ direct, bare: [], mesh: hop('mesh proxy', { failures: 1 }, {}) });
    expect(broken.find(({ metric }) => metric === 'failed requests')).toMatchObject({
      value: 1,
      met: false,
    });
    expect(find('failed requests')?.met).toBe(true);
  });

  it('show the mesh alone where no other proxy is installed', () => {
    const alone = meshRows({ direct, bare: [], mesh });
    expect(alone.find(({ metric }) => metric === 'throughput: mesh proxy')).toMatchObject({
      value: 9_000,
      baseline: null,
      met: null,
    });
  });

  it('leave out CPU where the platform does not report it', () => {
    const blind = meshRows({ direct, bare: [], mesh: hop('mesh proxy', {}, {}) });
    expect(blind.filter(({ metric }) => /core|CPU/.test(metric))).toEqual([]);
  });
});
