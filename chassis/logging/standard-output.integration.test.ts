import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { expect, it } from 'vitest';

/** Logs a line at start and, after SIGTERM, another before it exits, as a service does. */
const program = (logger: string) => `
  import { createLogger } from ${JSON.stringify(logger)};
  const logger = createLogger({ service: 'talker' });
  setInterval(() => undefined, 1000);
  process.once('SIGTERM', () => {
    logger.info('stopping');
    process.exit(0);
  });
  logger.info('started');
`;

it('lets a process end although the reader of its output is gone', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'petstore-logging-'));
  try {
    const outfile = join(directory, 'talker.mjs');
    const contents = program(fileURLToPath(new URL('./logger.ts', import.meta.url)));
    const banner = {
      js: "import { createRequire as r } from 'node:module'; const require = r(import.meta.url);",
    };
    const stdin = { contents, resolveDir: import.meta.dirname, loader: 'ts' as const };
    await build({ stdin, outfile, bundle: true, platform: 'node', format: 'esm', banner });
    const child = spawn(process.execPath, [outfile], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(child.stdout, 'data');
    const ended = once(child, 'exit');
    child.stdout.destroy();
    child.kill('SIGTERM');
    const late = setTimeout(() => child.kill('SIGKILL'), 10_000);
    expect(await ended).toEqual([0, null]);
    clearTimeout(late);
  } finally {
    await rm(directory, { recursive: true });
  }
});
