import type { Clock } from '@petstore/chassis/time';
import { type ProcessUsage, readUsage } from './read-usage.ts';

export interface MeasuredUsage extends ProcessUsage {
  /** Of one core, since the measurement before; null at the first. */
  readonly cpuPercent: number | null;
}

interface Sample extends ProcessUsage {
  readonly atMs: number;
}

/** Measures processes time and again, and tells what each used in between. */
export class UsageMeter {
  readonly #clock: Clock;
  readonly #read: typeof readUsage;
  #last: ReadonlyMap<number, Sample> = new Map();

  constructor(clock: Clock, read: typeof readUsage = readUsage) {
    this.#clock = clock;
    this.#read = read;
  }

  async measure(pids: readonly number[]): Promise<ReadonlyMap<number, MeasuredUsage>> {
    const usages = await this.#read(pids);
    const atMs = this.#clock.now();
    const samples = new Map<number, Sample>();
    const measured = new Map<number, MeasuredUsage>();
    for (const pid of pids) {
      const usage = usages.get(pid);
      if (usage === undefined) continue;
      samples.set(pid, { ...usage, atMs });
      measured.set(pid, { ...usage, cpuPercent: percentSince(this.#last.get(pid), { ...usage, atMs }) });
    }
    this.#last = samples;
    return measured;
  }
}

/** A pid that has been given to another process since would show less than before. */
function percentSince(before: Sample | undefined, now: Sample): number | null {
  if (before === undefined || now.atMs <= before.atMs || now.cpuSeconds < before.cpuSeconds) return null;
  const share = (now.cpuSeconds - before.cpuSeconds) / ((now.atMs - before.atMs) / 1000);
  return Math.round(share * 1000) / 10;
}
