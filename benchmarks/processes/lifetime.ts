import { benchmarkErrors } from '../errors.ts';

/** Lifetime of one run of a benchmark: everything that the run started ends with it. */
export interface Lifetime {
  /** Aborted by the first signal or by the time limit; its reason is the error to report. */
  readonly signal: AbortSignal;
  /**
   * Registers a clean-up; clean-ups run at the end in reverse order. It must be bounded in time, and must tolerate that
   * the resource has already ended.
   */
  onEnd(end: () => Promise<void> | void): void;
  end(): Promise<void>;
}

const names = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export function createLifetime(withinMs: number): Lifetime {
  const controller = new AbortController();
  const ends: (() => Promise<void> | void)[] = [];
  // The first signal starts an orderly end; further signals are ignored because they would only leave processes behind.
  const interrupt = () => controller.abort(benchmarkErrors.create('benchmark-interrupted'));
  for (const name of names) process.on(name, interrupt);
  const deadline = setTimeout(() => {
    const message = `The benchmark exceeded its time limit of ${Math.round(withinMs / 1000)} s.`;
    controller.abort(benchmarkErrors.create('benchmark-late', { message }));
  }, withinMs);
  return {
    signal: controller.signal,
    onEnd: (end) => void ends.push(end),
    async end() {
      clearTimeout(deadline);
      const failures: unknown[] = [];
      for (let end = ends.pop(); end !== undefined; end = ends.pop()) {
        await Promise.resolve(end()).catch((error: unknown) => failures.push(error));
      }
      for (const name of names) process.off(name, interrupt);
      if (failures.length > 0) throw new AggregateError(failures, 'Some clean-up of the benchmark failed.');
    },
  };
}
