import { benchmarkErrors } from '../errors.ts';

/** One run of a benchmark: what it started ends with it, however it ends. */
export interface Lifetime {
  /** Aborted by the first signal, or when the time is over; its reason is the error to report. */
  readonly signal: AbortSignal;
  /** Runs at the end, the last one first; must be bounded in time and may be called although the thing has ended already. */
  onEnd(end: () => Promise<void> | void): void;
  end(): Promise<void>;
}

const names = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export function createLifetime(withinMs: number): Lifetime {
  const controller = new AbortController();
  const ends: (() => Promise<void> | void)[] = [];
  // From the first signal on everything is ending; another one cannot make that quicker, only leave something behind.
  const interrupt = () => controller.abort(benchmarkErrors.create('benchmark-interrupted'));
  for (const name of names) process.on(name, interrupt);
  const deadline = setTimeout(() => {
    const message = `The benchmark was not done within ${Math.round(withinMs / 1000)} s.`;
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
      if (failures.length > 0) throw new AggregateError(failures, 'Something of the benchmark did not end.');
    },
  };
}
