import { join } from 'node:path';
import type { WorkerProgram } from '../load/run-load.ts';

const root = join(import.meta.dirname, '../..');

/** Starts a process of the load from the sources. */
export const workerFromSources: WorkerProgram = {
  module: join(root, 'scripts/run-typescript.mjs'),
  args: [join(root, 'shoppers/load/worker-main.ts')],
};
