import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Benchmark, RunContext } from '../benchmark.ts';
import { oneOf, wholeNumberBetween } from '../command-line/read-values.ts';
import { benchmarkErrors } from '../errors.ts';
import { createPinning, type Pinning, planCores } from '../processes/pin-process.ts';
import type { Findings } from '../report/benchmark-report.ts';
import { buildSystem } from '../system/start-system.ts';
import { findTools, type Tools } from './find-tools.ts';
import type { LoadGenerator } from './load-generator.ts';
import { type HopContext, type HopRound, measureHop } from './measure-hop.ts';
import { meshRows } from './mesh-rows.ts';
import { createOwnGenerator } from './own-generator.ts';
import { requestHeaders } from './payload.ts';
import { type Server, startCallee, startHaproxy, startMeshProxy, startNginx } from './start-server.ts';
import { createWrkGenerator } from './wrk-generator.ts';

const buildMs = 120_000;
/** Time limit of everything but the measurements, on a busy machine. */
const aroundMs = 60_000;
/** Direct, two other proxies and the mesh; each with many connections and with one. */
const measurementsPerRound = 8;

export const meshBenchmark: Benchmark<MeshOptions> = {
  summary: 'the hop through the mesh proxy, compared with HAProxy, nginx and direct calls',
  options: {
    rounds: {
      placeholder: 'n',
      summary: 'rounds of all routes in turns; the median is reported',
      otherwise: 5,
      read: wholeNumberBetween(1, 50),
    },
    duration: {
      placeholder: 'seconds',
      summary: 'duration of each measurement',
      otherwise: 2,
      read: wholeNumberBetween(1, 60),
    },
    connections: {
      placeholder: 'n',
      summary: 'concurrent connections for the throughput',
      otherwise: 32,
      read: wholeNumberBetween(1, 1_000),
    },
    against: {
      placeholder: 'name',
      summary: 'haproxy, nginx, nothing, or installed: those that are installed',
      otherwise: 'installed',
      read: oneOf('installed', 'haproxy', 'nginx', 'nothing'),
    },
    generator: {
      placeholder: 'name',
      summary: 'wrk, own, or installed: wrk if it is installed',
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

/** Measures the hop through the mesh proxy, through other reverse proxies and without a proxy, in turns. */
export async function runMesh(options: MeshOptions, context: RunContext): Promise<Findings> {
  const { lifetime, say } = context;
  const tools = await findTools();
  say('building if stale');
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
  // The first measurement is discarded: it runs while the code is still being compiled.
  for (const way of ways) await measureHop(way, way.proxyPid, { ...hop, seconds: 1 });
  for (let round = 1; round <= rounds; round += 1) {
    for (const way of ways) way.rounds.push(await measureHop(way, way.proxyPid, hop));
    const figures = ways.map((way) => `${way.name} ${Math.round(way.rounds.at(-1)?.throughput ?? 0)}/s`);
    say(`round ${round} of ${rounds}: ${figures.join(', ')}`);
  }
  const [direct, ...proxies] = ways;
  const measuredMesh = proxies.pop();
  if (direct === undefined || measuredMesh === undefined)
    throw new Error('the direct route and the mesh are always measured');
  return { direct, bare: proxies, mesh: measuredMesh };
}

function asProxy(server: Server) {
  return { ...server, proxyPid: server.pid };
}

function notesOf({ callee, bare }: Ways, isPinned: boolean): string[] {
  return [
    `The same GET with the headers that services send each other, answered by ${callee.name} with 1 KiB of JSON; connections are kept on both sides.`,
    'The mesh proxy adds the identity of the caller and counts the standard metrics; the other proxies only forward.',
    isPinned
      ? 'Proxies share one core, one of them busy at a time; callee and generator run on another.'
      : 'No process is pinned to a core (no taskset, or a single core): figures are less comparable.',
    'A proxy whose core is not fully used waits for callee and generator: then compare requests for each CPU second.',
    ...(bare.length > 0
      ? []
      : [
          'Neither HAProxy nor nginx was measured (Debian packages haproxy, nginx-light): compared with direct calls only.',
        ]),
  ];
}

function missing(program: string): Error {
  const message = `${program} is not installed; install the Debian package of that name.`;
  return benchmarkErrors.create('benchmark-usage', { message });
}
