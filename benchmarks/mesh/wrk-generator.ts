import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isLoadResult, type LoadResult } from '@petstore/shoppers/load';
import { runProcess } from '../processes/start-process.ts';
import type { LoadGenerator } from './load-generator.ts';

const mark = 'petstore-load ';

interface WrkOptions {
  readonly wrk: string;
  readonly taskset: string | null;
  /** Folder for the script. */
  readonly directory: string;
}

/** Load by wrk with one thread, which needs a tenth of the CPU of a generator in Node.js. */
export function createWrkGenerator({ wrk, taskset, directory }: WrkOptions): LoadGenerator {
  return {
    name: 'wrk (one thread)',
    async run({ port, connections, seconds, headers, core }, lifetime) {
      const script = join(directory, 'load.lua');
      await writeFile(script, renderWrkScript(headers));
      const load = [wrk, '--threads', '1', '--connections', String(connections), '--duration', `${seconds}s`];
      load.push('--script', script, `http://127.0.0.1:${port}/`);
      const pinned = taskset === null || core === null ? [] : [taskset, '--cpu-list', String(core)];
      const [command = wrk, ...args] = [...pinned, ...load];
      return parseWrkOutput(await runProcess({ command, args, lifetime }));
    },
  };
}

/** Lua script for wrk: sets the headers of every request, and prints the figures as JSON at the end. */
export function renderWrkScript(headers: Readonly<Record<string, string>>): string {
  const lines = Object.entries(headers).map(
    ([name, value]) => `wrk.headers[${JSON.stringify(name)}] = ${JSON.stringify(value)}`,
  );
  return `${lines.join('\n')}
function done(summary, latency)
  local errors = summary.errors
  local failures = errors.connect + errors.read + errors.write + errors.status + errors.timeout
  io.write(string.format(
    '${mark}{"requests":%d,"seconds":%f,"failures":%d,"p50Ms":%f,"p99Ms":%f}\\n',
    summary.requests, summary.duration / 1e6, failures,
    latency:percentile(50) / 1e3, latency:percentile(99) / 1e3))
end
`;
}

/** Finds the script's figures in the output of wrk; throws a RangeError when there are none. */
export function parseWrkOutput(text: string): LoadResult {
  const line = text.split('\n').find((each) => each.startsWith(mark));
  const figures: unknown = line === undefined ? null : JSON.parse(line.slice(mark.length));
  if (isLoadResult(figures)) return figures;
  throw new RangeError(`wrk printed no figures: ${text}`);
}
