interface UsageReading {
  readonly atMs: number;
  /** Since the process began. */
  readonly cpuSeconds: number;
  readonly memoryBytes: number;
}

interface WindowedUsage {
  readonly timestampMs: number;
  readonly windowMs: number;
  readonly cpuMillicores: number;
  readonly memoryBytes: number;
}

/** The readings of one process over the last while: a mean of its CPU time needs two of them. */
export class UsageWindow {
  readonly #windowMs: number;
  #readings: readonly UsageReading[] = [];

  constructor(windowMs: number) {
    this.#windowMs = windowMs;
  }

  add(reading: UsageReading): void {
    const last = this.#readings.at(-1);
    // A smaller sum than before is of another process, as one whose child has not been waited for.
    const kept = last !== undefined && reading.cpuSeconds < last.cpuSeconds ? [] : this.#readings;
    this.#readings = [...kept.filter(({ atMs }) => reading.atMs - atMs <= this.#windowMs), reading];
  }

  read(): WindowedUsage | null {
    const first = this.#readings[0];
    const last = this.#readings.at(-1);
    if (first === undefined || last === undefined || last.atMs <= first.atMs) return null;
    const windowMs = last.atMs - first.atMs;
    const cpuMillicores = ((last.cpuSeconds - first.cpuSeconds) / (windowMs / 1000)) * 1000;
    return { timestampMs: last.atMs, windowMs, cpuMillicores, memoryBytes: last.memoryBytes };
  }
}
