import type { OptionDefinitions } from './command-line/read-options.ts';
import type { Lifetime } from './processes/lifetime.ts';
import type { Findings } from './report/benchmark-report.ts';

/** One benchmark: `npm run bench -- NAME`. */
export interface Benchmark<Options> {
  readonly summary: string;
  readonly options: OptionDefinitions<Options>;
  /** Everything is ended when it takes longer. */
  readonly withinMs: (options: Options) => number;
  readonly run: (options: Options, context: RunContext) => Promise<Findings>;
}

/** What every benchmark is given. */
export interface RunContext {
  readonly lifetime: Lifetime;
  /** For whoever waits. */
  say(text: string): void;
}
