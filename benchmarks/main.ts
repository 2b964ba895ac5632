import { isAppError, outcomeOfKind } from '@petstore/chassis/errors';
import { bootBenchmark } from './boot/boot-benchmark.ts';
import { renderOverview } from './command-line/render-help.ts';
import { benchmarkErrors } from './errors.ts';
import { journeyBenchmark } from './journey/journey-benchmark.ts';
import { loadBenchmark } from './load/load-benchmark.ts';
import { meshBenchmark } from './mesh/mesh-benchmark.ts';
import { ordersBenchmark } from './orders/orders-benchmark.ts';
import { promqlBenchmark } from './promql/promql-benchmark.ts';
import { recommenderBenchmark } from './recommender/recommender-benchmark.ts';
import { type Output, runBenchmark } from './run-benchmark.ts';

const interrupted = 130;

const output: Output = {
  print: (text) => void process.stdout.write(`${text}\n`),
  note: (text) => void process.stderr.write(`${text}\n`),
};
const benchmarks = {
  boot: bootBenchmark,
  journey: journeyBenchmark,
  load: loadBenchmark,
  mesh: meshBenchmark,
  orders: ordersBenchmark,
  promql: promqlBenchmark,
  recommender: recommenderBenchmark,
};

/** `npm run bench -- NAME`: `args` follow the path of this file in `process.argv`. */
async function main([name, ...args]: readonly string[]): Promise<number> {
  switch (name) {
    case 'boot':
      return runBenchmark(name, bootBenchmark, { args, output });
    case 'journey':
      return runBenchmark(name, journeyBenchmark, { args, output });
    case 'load':
      return runBenchmark(name, loadBenchmark, { args, output });
    case 'mesh':
      return runBenchmark(name, meshBenchmark, { args, output });
    case 'orders':
      return runBenchmark(name, ordersBenchmark, { args, output });
    case 'promql':
      return runBenchmark(name, promqlBenchmark, { args, output });
    case 'recommender':
      return runBenchmark(name, recommenderBenchmark, { args, output });
    case undefined:
    case '-h':
    case '--help':
      output.print(renderOverview(benchmarks));
      return name === undefined ? outcomeOfKind('invalid').exitCode : 0;
    default: {
      const message = `There is no benchmark ${name}; the benchmarks are ${Object.keys(benchmarks).join(', ')}.`;
      throw benchmarkErrors.create('benchmark-usage', { message });
    }
  }
}

try {
  process.exitCode = await main(process.argv.slice(3));
} catch (error) {
  if (!isAppError(error)) throw error;
  output.note(error.message);
  process.exitCode =
    error.code === 'benchmark-interrupted' ? interrupted : outcomeOfKind(error.kind).exitCode;
}
