import { setTimeout as delay } from 'node:timers/promises';
import type { RunContext } from '../benchmark.ts';
import { type CpuGroups, type CpuSnapshot, cpuBetween, readCpuOf } from '../processes/observe-cpu.ts';
import { endedBackends, floorPrefix } from './group-cpu.ts';

export type MeasuredSystem = 'ours' | 'floor';

/** CPU by group in milliseconds. */
export type CpuByGroup = ReadonlyMap<string, number>;

/** Some journeys one after the other, with the work that follows them. */
export interface CpuBlock {
  readonly system: MeasuredSystem;
  readonly journeys: number;
  readonly seconds: number;
  /** By group, beyond what the group used at rest. */
  readonly cpuMs: CpuByGroup;
  /** At rest before and after the block, by group, in milliseconds a second. */
  readonly restMsPerSecond: CpuByGroup;
}

export interface MeasureCpuOptions {
  /** Processes from which all others descend. */
  readonly roots: readonly number[];
  readonly groups: CpuGroups;
  /** Pairs of one block of ours and one of the floor. */
  readonly pairs: number;
  readonly journeysEach: number;
  /** Walks one journey of ours, or of the floor, and tells whether it was completed. */
  readonly walk: Readonly<Record<MeasuredSystem, () => Promise<boolean>>>;
}

/** A rest is as long as the interval of a scrape, so that each has one of every target. */
const restMs = 5_000;
/** Deliveries and events of the last journey. */
const tailMs = 2_500;

/** How long a pair lasts apart from its journeys. */
export const pairMs = 2 * (restMs + tailMs);

/** Measures blocks of ours and of the floor in turns, so that both have the same machine. */
export async function measureCpu(options: MeasureCpuOptions, context: RunContext): Promise<CpuBlock[]> {
  const blocks: Omit<CpuBlock, 'restMsPerSecond'>[] = [];
  const rests: CpuByGroup[] = [await measureRest(options, context)];
  for (let pair = 1; pair <= options.pairs; pair += 1) {
    for (const system of ['ours', 'floor'] as const) {
      const block = await measureBlock(options, system, context);
      blocks.push(block);
      rests.push(await measureRest(options, context));
      const { cpuMs, journeys } = beyondRest(block, rests.slice(-2));
      const each = sumFor(system, cpuMs) / journeys;
      context.say(`block ${pair} of ${options.pairs}, ${system}: ${each.toFixed(1)} ms of CPU a journey`);
    }
  }
  return blocks.map((block, index) => beyondRest(block, rests.slice(index, index + 2)));
}

async function measureRest({ roots, groups }: MeasureCpuOptions, { lifetime }: RunContext) {
  const watched = await watch(roots, () => delay(restMs, undefined, { signal: lifetime.signal }));
  const used = cpuBetween(watched.before, watched.after, groups);
  return new Map([...used].map(([group, ms]): [string, number] => [group, ms / watched.seconds]));
}

async function measureBlock(
  { roots, groups, journeysEach, walk }: MeasureCpuOptions,
  system: MeasuredSystem,
  { lifetime: { signal } }: RunContext,
) {
  let journeys = 0;
  const watched = await watch(roots, async () => {
    for (let index = 0; index < journeysEach; index += 1) {
      signal.throwIfAborted();
      if (await walk[system]()) journeys += 1;
    }
    await delay(tailMs, undefined, { signal });
  });
  const cpuMs = cpuBetween(watched.before, watched.after, groups);
  return { system, journeys, seconds: watched.seconds, cpuMs };
}

async function watch(roots: readonly number[], work: () => Promise<unknown>) {
  const before: CpuSnapshot = await readCpuOf(roots);
  const beganAtMs = performance.now();
  await work();
  const seconds = (performance.now() - beganAtMs) / 1_000;
  return { before, after: await readCpuOf(roots), seconds };
}

function beyondRest(block: Omit<CpuBlock, 'restMsPerSecond'>, rests: readonly CpuByGroup[]): CpuBlock {
  const groups = new Set([block.cpuMs, ...rests].flatMap((each) => [...each.keys()]));
  const restOf = (group: string) =>
    rests.reduce((sum, rest) => sum + (rest.get(group) ?? 0), 0) / Math.max(1, rests.length);
  const restMsPerSecond = new Map([...groups].map((group) => [group, restOf(group)]));
  const cpuMs = new Map(
    [...groups].map((group) => [group, (block.cpuMs.get(group) ?? 0) - restOf(group) * block.seconds]),
  );
  return { ...block, cpuMs, restMsPerSecond };
}

/**
 * Whether a group's CPU counts for a system. The server's shared processes work for the system whose block it is; what
 * backends used that ended is ours, because the floor ends none.
 */
export function countsFor(system: MeasuredSystem, group: string): boolean {
  const isShared = group.startsWith('PostgreSQL, ');
  const isFloor = group.startsWith(floorPrefix);
  return system === 'ours' ? !isFloor : isFloor || (isShared && group !== endedBackends);
}

export function sumFor(system: MeasuredSystem, cpu: CpuByGroup): number {
  return [...cpu].reduce((sum, [group, ms]) => sum + (countsFor(system, group) ? ms : 0), 0);
}
