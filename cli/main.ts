import { CommanderError } from 'commander';
import { createProgram } from './create-program.ts';
import { describeUsageError, runCommand } from './run-command.ts';

const badUsage = 2;

/** The reader of a pipe may end early, as `head` does; a terminal may be closed. */
const readerGone: ReadonlySet<string> = new Set(['EPIPE', 'EIO']);
/** A full disk behind a redirected output loses that output; the system keeps running. */
const noRoom: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (noRoom.has(error.code ?? '')) return;
    if (!readerGone.has(error.code ?? '')) throw error;
    // A command that handles signals ends its own system when the terminal's SIGHUP arrives.
    if (process.listenerCount('SIGINT') === 0) process.exit(0);
  });
}

process.exit(await main());

async function main(): Promise<number> {
  let exitCode = 0;
  const { stdout, stderr, env: environment } = process;
  const program = createProgram(async (command, isJson) => {
    exitCode = await runCommand(command, isJson, { stdout, stderr, environment });
  });
  try {
    await program.parseAsync();
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    exitCode = error.exitCode === 0 ? 0 : badUsage;
    const document = describeUsageError(error, process.argv.slice(2));
    if (document !== null) stdout.write(`${JSON.stringify(document, null, 2)}\n`);
  }
  await Promise.all([written(stdout), written(stderr)]);
  return exitCode;
}

/** Resolves when the stream has flushed everything or has failed. */
function written(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    if (stream.destroyed || stream.writableLength === 0) return resolve();
    stream.once('error', () => resolve());
    stream.write('', () => resolve());
  });
}
