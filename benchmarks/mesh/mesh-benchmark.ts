import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Benchmark, RunContext } from '../benchmark.ts';
import { oneOf, wholeNumberBetween } from '../command-line/read-values.ts';
import { benchmarkErrors } from '../errors.ts';
import type { LoadGenerator } from '../load/load-generator.ts';
import { createOwnGenerator } from '../load/own-generator.ts';
import { createWrkGenerator } from '../load/wrk-generator.ts';
import { createPinning, type Pinning, planCores } from '../processes/pin-process.ts';
import type { Findings } from '../report/benchmark-report.ts';
import { buildSystem } from '../system/start-system.ts';
import { findTools, type Tools } from './find-tools.ts';
import { type HopContext, type HopRound, measureHop } from './measure-hop.ts';
import { meshRows } from './mesh-rows.ts';
import { requestHeaders } from './payload.ts';
import { type Server, startCallee, startHaproxy, startMeshProxy, startNginx } from './start-server.ts';

const buildMs = 120_000;
/** Of starting everything and of measuring besides the durations, on a machine that is very busy. */
const aroundMs = 60_000;
/** Direct, two bare proxies, mesh; each with many connections and with one. */
const measurementsPerRound = 8;

export const meshBenchmark: Benchmark<MeshOptions> = {
  summary: 'the hop through the mesh proxy, beside HAProxy, nginx and direct calls',
  options: {
    rounds: {
      placeholder: 'n',
      summary: 'how often each way is measured, in turns; the median counts',
      otherwise: 5,
      read: wholeNumberBetween(1, 50),
    },
    duration: {
      placeholder: 'seconds',
      summary: 'of each measurement',
      otherwise: 2,
      read: wholeNumberBetween(1, 60),
    },
    connections: {
      placeholder: 'n',
      summary: 'at once, where throughput is measured',
      otherwise: 32,
      read: wholeNumberBetween(1, 1_000),
    },
    against: {
      placeholder: 'name',
      summary: 'haproxy, nginx, nothing, or installed: whichever of them is',
      otherwise: 'installed',
      read: oneOf('installed', 'haproxy', 'nginx', 'nothing'),
    },
    generator: {
      placeholder: 'name',
      summary: 'wrk, own, or installed: wrk where it is',
      otherwise: 'installed',
      read: oneOf('installed', 'wrk', 'own'),
    },
  },
  withinMs: ({ rounds, duration }) =>
    buildMs + aroundMs + (rounds + 1) * measurementsPerRound * (duration + 5) * 1_000,
  run: runMesh,
};

export interface MeshOptions {
  readonly rounds: number;
  /** Seconds of each measurement. */
  readonly duration: number;
  readonly connections: number;
  readonly against: 'installed' | 'haproxy' | 'nginx' | 'nothing';
  readonly generator: 'installed' | 'wrk' | 'own';
}

interface Ways {
  readonly callee: Server;
  readonly bare: readonly Server[];
  readonly mesh: Server;
}

/** The hop through the mesh proxy, through bare reverse proxies and through none, in turns. */
export async function runMesh(options: MeshOptions, context: RunContext): Promise<Findings> {
  const { lifetime, say } = context;
  const tools = await findTools();
  say('building what is stale');
  await buildSystem(lifetime);
  const directory = await mkdtemp(join(tmpdir(), 'petstore-bench-'));
  lifetime.onEnd(() => rm(directory, { recursive: true, force: true }));
  const pinning = await createPinning();
  const generator = chooseGenerator(options, tools, pinning, directory);
  const cores = planCores(pinning.isAvailable ? availableParallelism() : 1);
  const ways = await openWays(options, tools, directory, context);
  if (cores !== null) {
    await pinning.pin(ways.callee.pid, cores.callee);
    for (const { pid } of [...ways.bare, ways.mesh]) await pinning.pin(pid, cores.proxy);
  }
  const { connections, duration, rounds } = options;
  const generatorCore = cores?.generator ?? null;
  const headers = requestHeaders();
  const hop = { generator, headers, connections, seconds: duration, generatorCore, lifetime };
  const rows = meshRows(await measureWays(ways, rounds, hop, say));
  return {
    settings: { rounds, 'seconds each': duration, connections, generator: generator.name },
    rows,
    notes: notesOf(ways, cores !== null),
  };
}

function chooseGenerator(
  { generator }: MeshOptions,
  tools: Tools,
  pinning: Pinning,
  directory: string,
): LoadGenerator {
  const { wrk, taskset } = tools;
  if (generator === 'own' || (generator === 'installed' && wrk === null)) return createOwnGenerator(pinning);
  if (wrk === null) throw missing('wrk');
  return createWrkGenerator({ wrk, taskset, directory });
}

async function openWays(
  { against }: MeshOptions,
  tools: Tools,
  directory: string,
  context: RunContext,
): Promise<Ways> {
  const { lifetime } = context;
  const callee = await startCallee(tools, directory, lifetime);
  const bare: Server[] = [];
  for (const [name, program, start] of [
    ['haproxy', tools.haproxy, startHaproxy],
    ['nginx', tools.nginx, startNginx],
  ] as const) {
    if (against !== 'installed' && against !== name) continue;
    if (program !== null) bare.push(await start(callee.port, { program, directory, lifetime }));
    else if (against === name) throw missing(name);
  }
  return { callee, bare, mesh: await startMeshProxy(callee.port, context) };
}

async function measureWays(
  { callee, bare, mesh }: Ways,
  rounds: number,
  hop: HopContext,
  say: RunContext['say'],
) {
  const ways = [{ ...callee, name: 'direct', proxyPid: null }, ...[...bare, mesh].map(asProxy)].map(
    (way) => ({
      ...way,
      rounds: [] as HopRound[],
    }),
  );
  // The first load is not counted: the code that it runs through is still being compiled.
  for (const way of ways) await measureHop(way, way.proxyPid, { ...hop, seconds: 1 });
  for (let round = 1; round <= rounds; round += 1) {
    for (const way of ways) way.rounds.push(await measureHop(way, way.proxyPid, hop));
    const figures = ways.map((way) => `${way.name} ${Math.round(way.rounds.at(-1)?.throughput ?? 0)}/s`);
    say(`round ${round} of ${rounds}: ${figures.join(', ')}`);
  }
  const [direct, ...proxies] = ways;
  const measuredMesh = proxies.pop();
  if (direct === undefined || measuredMesh === undefined)
    throw new Error('there is always a direct way and a mesh');
  return { direct, bare: proxies, mesh: measuredMesh };
}

function asProxy(server: Server) {
  return { ...server, proxyPid: server.pid };
}

function notesOf({ callee, bare }: Ways, isPinned: boolean): string[] {
  return [
    `The same GET with the headers that services send each other, answered by ${callee.name} with 1 KiB of JSON; connections are kept on both sides.`,
    'The mesh proxy gives the caller its identity and counts the standard metrics; the bare proxies do nothing but forward.',
    isPinned
      ? 'Proxies share one core, of which each uses what it needs while it is measured; callee and generator are on another.'
      : 'No process is held to a core (no taskset, or one core only): figures compare less well.',
    'A bare proxy whose core is not fully used waits for callee and generator: then compare what a CPU second is good for.',
    ...(bare.length > 0
      ? []
      : [
          'Neither HAProxy nor nginx was measured beside it (Debian packages haproxy, nginx-light): compared with direct calls only.',
        ]),
  ];
}

function missing(program: string): Error {
  const message = `${program} is not installed: it comes with the Debian package of that name.`;
  return benchmarkErrors.create('benchmark-usage', { message });
}
