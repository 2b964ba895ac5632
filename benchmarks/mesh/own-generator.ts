import { join } from 'node:path';
import { isLoadResult } from '@petstore/shoppers/load';
import { benchmarkErrors } from '../errors.ts';
import { locateRoot } from '../locate-root.ts';
import type { Pinning } from '../processes/pin-process.ts';
import { failed, startProcess, untilAborted } from '../processes/start-process.ts';
import type { LoadGenerator } from './load-generator.ts';

/** Runs the load generator of this repository (plain sockets) in a Node.js process of its own. */
export function createOwnGenerator(pinning: Pinning): LoadGenerator {
  const root = locateRoot();
  const script = join(root, 'scripts', 'run-typescript.mjs');
  const main = join(root, 'shoppers', 'load', 'generate-load-main.ts');
  return {
    name: 'own generator (bare sockets, one process)',
    async run({ core, ...load }, lifetime) {
      const args = [script, main, JSON.stringify(load)];
      const started = await startProcess({ command: process.execPath, args, cwd: root, lifetime });
      if (core !== null) await pinning.pin(started.pid, core);
      const outcome = await untilAborted(started.exited, lifetime.signal);
      if (outcome !== 0) throw failed('the load generator', outcome, started);
      const result: unknown = JSON.parse(started.stdout());
      if (isLoadResult(result)) return result;
      const message = `The load generator printed no figures: ${started.stdout()}`;
      throw benchmarkErrors.create('benchmark-process-failed', { message });
    },
  };
}
