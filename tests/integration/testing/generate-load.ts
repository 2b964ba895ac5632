import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const root = join(import.meta.dirname, '../../..');
const runTypescript = join(root, 'scripts/run-typescript.mjs');
const generator = join(root, 'shoppers/load/generate-load-main.ts');

/** Each connection sends the next request once it has a response, and no sooner than `spacingMs` after the last. */
export interface GeneratedLoad {
  /** On 127.0.0.1. */
  readonly port: number;
  readonly path: string;
  readonly connections: number;
  readonly seconds: number;
  readonly spacingMs?: number;
}

export interface LoadResult {
  readonly requests: number;
  /** Responses other than 200, and broken connections. */
  readonly failures: number;
}

/** Load by the generator of the shoppers, in a process of its own. */
export async function generateLoad(load: GeneratedLoad): Promise<LoadResult> {
  const args = [runTypescript, generator, JSON.stringify({ headers: {}, ...load })];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  return JSON.parse(stdout) as LoadResult;
}
