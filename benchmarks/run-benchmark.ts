import type { Benchmark } from './benchmark.ts';
import { readOptions } from './command-line/read-options.ts';
import { renderHelp } from './command-line/render-help.ts';
import { benchmarkErrors } from './errors.ts';
import { locateRoot } from './locate-root.ts';
import { createLifetime } from './processes/lifetime.ts';
import type { BenchmarkReport, Findings } from './report/benchmark-report.ts';
import { describeMachine, readCommit, watchLoad } from './report/describe-run.ts';
import { missedRows, renderReport } from './report/render-report.ts';

export interface Output {
  /** Prints the result to standard output. */
  print(text: string): void;
  /** Prints progress and problems to standard error. */
  note(text: string): void;
}

const goalMissed = 1;

/**
 * Runs one benchmark with its arguments and returns the exit code. Everything that it started has ended when this
 * settles.
 */
export async function runBenchmark<Options>(
  name: string,
  benchmark: Benchmark<Options>,
  { args, output }: { readonly args: readonly string[]; readonly output: Output },
): Promise<number> {
  const read = readOptions(args, benchmark.options);
  if ('isHelp' in read) {
    output.print(renderHelp(name, benchmark));
    return 0;
  }
  if ('problems' in read) {
    const message = `${read.problems.join('\n')}\nSee npm run bench -- ${name} --help.`;
    throw benchmarkErrors.create('benchmark-usage', { message });
  }
  const load = watchLoad();
  const findings = await find(benchmark, read.options, output);
  const commit = await readCommit(locateRoot());
  const report: BenchmarkReport = { name, machine: describeMachine(), commit, load: load(), ...findings };
  await benchmark.keep?.(read.options, report);
  output.print(read.isJson ? JSON.stringify(report, null, 2) : renderReport(report));
  const missed = missedRows(report);
  if (missed.length > 0) output.note(`goals missed: ${missed.map(({ metric }) => metric).join('; ')}`);
  return missed.length > 0 ? goalMissed : 0;
}

async function find<Options>(
  benchmark: Benchmark<Options>,
  options: Options,
  output: Output,
): Promise<Findings> {
  const lifetime = createLifetime(benchmark.withinMs(options));
  try {
    return await benchmark.run(options, { lifetime, say: output.note });
  } catch (error) {
    // An error caused by the abort itself is replaced by the reason for the abort.
    throw lifetime.signal.aborted ? lifetime.signal.reason : error;
  } finally {
    await lifetime.end();
  }
}
