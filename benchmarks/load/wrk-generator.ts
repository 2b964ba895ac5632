import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runProcess } from '../processes/start-process.ts';
import type { LoadGenerator } from './load-generator.ts';
import { parseWrkOutput, renderWrkScript } from './wrk-script.ts';

export interface WrkOptions {
  readonly wrk: string;
  readonly taskset: string | null;
  /** For the script. */
  readonly directory: string;
}

/** wrk with one thread: it needs a tenth of the CPU that a generator in Node.js does. */
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
