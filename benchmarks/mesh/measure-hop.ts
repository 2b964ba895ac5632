import type { LoadGenerator, LoadResult } from '../load/load-generator.ts';
import type { Lifetime } from '../processes/lifetime.ts';
import { canObserveProcesses, readCpuSeconds } from '../processes/observe-processes.ts';
import type { Server } from './start-server.ts';

/** One way from the caller to the callee, measured once. */
export interface HopRound {
  readonly throughput: number;
  /** Share of one core that the proxy used meanwhile; null for the direct way, and where the machine does not tell. */
  readonly coreShare: number | null;
  /** One request at a time. */
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

/** With many connections for the throughput, then with one for the latency. `pid` is that of a proxy. */
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
