import type { OptionDefinitions } from './command-line/read-options.ts';
import type { Findings } from './report/benchmark-report.ts';
import type { RunContext } from './run-context.ts';

/** One benchmark: `npm run bench -- NAME`. */
export interface Benchmark<Options> {
  readonly summary: string;
  readonly options: OptionDefinitions<Options>;
  /** Everything is ended when it takes longer. */
  readonly withinMs: (options: Options) => number;
  readonly run: (options: Options, context: RunContext) => Promise<Findings>;
}
