import type { LoadResult } from '@petstore/shoppers/load';
import type { Lifetime } from '../processes/lifetime.ts';
import { canObserveProcesses, readCpuSeconds } from '../processes/observe-processes.ts';
import type { LoadGenerator } from './load-generator.ts';
import type { Server } from './start-server.ts';

/** One measurement of one route from the caller to the callee. */
export interface HopRound {
  readonly throughput: number;
  /** CPU of the proxy in cores; null for the direct route, and where the platform does not report it. */
  readonly coreShare: number | null;
  /** With one request at a time. */
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly failures: number;
}

export interface HopContext {
  readonly generator: LoadGenerator;
  readonly headers: Readonly<Record<string, string>>;
  readonly connections: number;
  readonly seconds: number;
  readonly generatorCore: number | null;
  readonly lifetime: Lifetime;
}

/** Measures throughput with many connections, then latency with one. `pid` is the proxy's, null without a proxy. */
export async function measureHop(
  { port }: Pick<Server, 'port'>,
  pid: number | null,
  context: HopContext,
): Promise<HopRound> {
  const { generator, headers, connections, seconds, generatorCore: core, lifetime } = context;
  const load = (count: number) =>
    generator.run({ port, connections: count, seconds, headers, core }, lifetime);
  const before = await cpuSecondsOf(pid);
  const many = await load(connections);
  const after = await cpuSecondsOf(pid);
  const one = await load(1);
  return {
    throughput: throughputOf(many),
    coreShare: before === null || after === null ? null : (after - before) / many.seconds,
    p50Ms: one.p50Ms,
    p99Ms: one.p99Ms,
    failures: many.failures + one.failures,
  };
}

function throughputOf({ requests, seconds }: LoadResult): number {
  return requests / seconds;
}

async function cpuSecondsOf(pid: number | null): Promise<number | null> {
  return pid === null || !canObserveProcesses ? null : readCpuSeconds([pid]);
}
