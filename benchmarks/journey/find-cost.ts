import { setTimeout as delay } from 'node:timers/promises';
import type pg from 'pg';
import type { RunContext } from '../benchmark.ts';
import { type Floor, startFloor, withClient } from '../floor/start-floor.ts';
import type { BenchmarkRow } from '../report/benchmark-report.ts';
import type { MeasuredManifests } from '../system/create-measured-manifests.ts';
import type { BenchmarkedSystem } from '../system/start-system.ts';
import { countUnits } from './count-units.ts';
import { cpuRows } from './cpu-rows.ts';
import { groupCpu } from './group-cpu.ts';
import { measureCpu } from './measure-cpu.ts';
import type { WalkOne } from './measure-phase.ts';
import { openFloor } from './open-shop.ts';
import { countStatements, readUnits } from './read-units.ts';
import { unitRows } from './unit-rows.ts';

/** Our system, stocked. */
export interface MeasuredShop {
  readonly system: BenchmarkedSystem;
  readonly walk: WalkOne;
  readonly observer: MeasuredManifests['observer'];
}

/** The floor on the same server, stocked. */
interface MeasuredFloor {
  readonly floor: Floor;
  readonly walk: () => Promise<unknown>;
}

interface Sides {
  readonly ours: MeasuredShop;
  readonly floor: MeasuredFloor;
}

/** Rows and notes of one part of the benchmark. */
export interface Part {
  readonly rows: readonly BenchmarkRow[];
  readonly notes: readonly string[];
}

export const noStep = () => undefined;

export async function openMeasuredFloor(
  { system, observer }: MeasuredShop,
  { journeys, directory }: { readonly journeys: number; readonly directory: string },
  context: RunContext,
): Promise<MeasuredFloor> {
  context.say('starting the floor');
  const admin = { ...addressOf(system), ...observer };
  const floor = await startFloor({ admin, journeys, directory, lifetime: context.lifetime });
  return { floor, walk: openFloor(floor, context) };
}

/** Walks blocks of ours and of the floor in turns. */
export async function findCpu(
  { ours: { system, walk }, floor }: Sides,
  { pairs, block }: { readonly pairs: number; readonly block: number },
  context: RunContext,
): Promise<Part> {
  const failures = new Map<string, number>();
  const blocks = await measureCpu(
    {
      roots: [...system.roots, ...floor.floor.pids.values()],
      groups: groupCpu(system.status, floor.floor.pids),
      pairs,
      journeysEach: block,
      walk: { ours: completing(walk, failures), floor: () => floor.walk().then(() => true) },
    },
    context,
  );
  const replicas = Math.max(...system.status.deployments.map(({ pods }) => pods.length));
  return {
    rows: cpuRows(blocks, replicas),
    notes: [
      'CPU a journey: beyond what the processes use at rest, which is sampled before and after each block; including delivery and events.',
      'The floor: the same hops, bodies and necessary commits with bare node:http, undici and pg on the same PostgreSQL server, and nothing else.',
      ...failureNotes(failures),
    ],
  };
}

/** Counts the units of work of one more block of each, while the server counts statements. */
export async function findUnits(
  { ours, floor }: Sides,
  { block }: { readonly block: number },
  context: RunContext,
): Promise<Part> {
  const { system, walk, observer } = ours;
  const { signal } = context.lifetime;
  const failures = new Map<string, number>();
  const rows = await withObserver(ours, context, async (client) => {
    const connection = { ...addressOf(system), ...observer, database: 'events' };
    return withClient(connection, async (events) => {
      await client.query('create extension if not exists pg_stat_statements');
      await countStatements(client, 'begin');
      const common = {
        journeys: block,
        read: () => readUnits({ status: system.status, observer: client, events }),
        sleep: (ms: number) => delay(ms, undefined, { signal }),
        nowMs: () => performance.now(),
      };
      context.say('counting units of work: ours');
      const ofOurs = await countUnits({ ...common, walk: completing(walk, failures) });
      context.say('counting units of work: the floor');
      const ofFloor = await countUnits({ ...common, walk: () => floor.walk().then(() => true) });
      await countStatements(client, 'end');
      return unitRows(ofOurs, ofFloor);
    });
  });
  return {
    rows,
    notes: [
      'Units of work: counted in a block of its own, beyond those at rest; statements without begin and commit, transactions including those that only read, lines and bytes of logs as they are stored, spans as the processes sent them.',
      ...failureNotes(failures),
    ],
  };
}

/** Runs `work` with a superuser's connection to the system's PostgreSQL server. */
export function withObserver<Result>(
  { system, observer }: MeasuredShop,
  { lifetime }: RunContext,
  work: (client: pg.Client) => Promise<Result>,
): Promise<Result> {
  lifetime.signal.throwIfAborted();
  return withClient({ ...addressOf(system), ...observer, database: 'postgres' }, work);
}

function addressOf({ status }: BenchmarkedSystem): { readonly host: string; readonly port: number } {
  const { host = '127.0.0.1', port = 0 } = status.postgres ?? {};
  return { host, port };
}

function completing(walk: WalkOne, failures: Map<string, number>): () => Promise<boolean> {
  return async () => {
    const failure = await walk(noStep);
    if (failure !== null) failures.set(failure, (failures.get(failure) ?? 0) + 1);
    return failure === null;
  };
}

export function failureNotes(failures: ReadonlyMap<string, number>): string[] {
  return [...failures].map(([reason, count]) => `${count} journeys failed: ${reason}`);
}
