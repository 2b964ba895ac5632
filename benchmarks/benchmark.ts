import type { OptionDefinitions } from './command-line/read-options.ts';
import type { Lifetime } from './processes/lifetime.ts';
import type { BenchmarkReport, Findings } from './report/benchmark-report.ts';

/** One benchmark: `npm run bench -- NAME`. */
export interface Benchmark<Options> {
  readonly summary: string;
  readonly options: OptionDefinitions<Options>;
  /** Time limit of the whole run in milliseconds; a run that exceeds it is aborted. */
  readonly withinMs: (options: Options) => number;
  readonly run: (options: Options, context: RunContext) => Promise<Findings>;
  /** Writes the report where the options say, besides standard output. */
  readonly keep?: (options: Options, report: BenchmarkReport) => Promise<void>;
}

/** What a benchmark receives from its runner. */
export interface RunContext {
  readonly lifetime: Lifetime;
  /** Prints one line of progress. */
  say(text: string): void;
}
