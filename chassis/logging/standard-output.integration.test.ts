import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readLogLine } from './log-line.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'petstore-logging-'));
});
afterEach(() => rm(directory, { recursive: true }));

const loggerFile = fileURLToPath(new URL('./logger.ts', import.meta.url));

/** Starts a program that has a `logger`. */
async function start(program: string) {
  const outfile = join(directory, 'talker.mjs');
  const contents = `
    import { createLogger } from ${JSON.stringify(loggerFile)};
    const logger = createLogger({ service: 'talker' });
    ${program}`;
  const banner = {
    js: "import { createRequire as r } from 'node:module'; const require = r(import.meta.url);",
  };
  const stdin = { contents, resolveDir: import.meta.dirname, loader: 'ts' as const };
  await build({ stdin, outfile, bundle: true, platform: 'node', format: 'esm', banner });
  const child = spawn(process.execPath, [outfile], { stdio: ['ignore', 'pipe', 'pipe'] });
  const late = setTimeout(() => child.kill('SIGKILL'), 10_000);
  const exited = once(child, 'exit').finally(() => clearTimeout(late));
  return { child, exited };
}

/** Logs a line at start and, after SIGTERM, another before it exits, as a service does. */
const service = `
  setInterval(() => undefined, 1000);
  process.once('SIGTERM', () => {
    logger.info('stopping');
    process.exit(0);
  });
  logger.info('started');
`;

it('lets a process end although the reader of its output is gone', async () => {
  const { child, exited } = await start(service);
  await once(child.stdout, 'data');
  child.stdout.destroy();
  child.kill('SIGTERM');
  expect(await exited).toEqual([0, null]);
});

const preamble = `
  import { writeSync } from 'node:fs';
  const say = (words) => { for (let count = 0; count < 20; count += 1) logger.info(words + ' ' + count); };
  const idle = () => setInterval(() => undefined, 1000);
`;

it.each([
  ['it has nothing left to do', `say('done');`, [0, null]],
  ['it exits', `idle(); say('done'); process.exit(3);`, [3, null]],
  ['an error is not caught', `idle(); say('done'); throw new Error('oh');`, [1, null]],
  ['a rejection is not handled', `idle(); say('done'); Promise.reject(new Error('oh'));`, [1, null]],
  ['a signal ends it', `idle(); say('done'); writeSync(2, 'ready');`, [null, 'SIGTERM']],
  [
    'it stops in order after a signal',
    `idle();
     process.on('SIGTERM', () => { say('done'); setTimeout(() => process.exit(0), 50); });
     writeSync(2, 'ready');`,
    [0, null],
  ],
])('loses no line when %s', async (_words, program, end) => {
  const { child, exited } = await start(`${preamble}${program}`);
  child.stderr.on('data', (said: Buffer) => said.toString() === 'ready' && child.kill('SIGTERM'));
  const lines = (await text(child.stdout)).trimEnd().split('\n');
  expect(lines.map((line) => readLogLine(line)?.message)).toEqual(
    Array.from({ length: 20 }, (_, count) => `done ${count}`),
  );
  expect(await exited).toEqual(end);
});
