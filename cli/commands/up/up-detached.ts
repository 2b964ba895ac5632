import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { StringDecoder } from 'node:string_decoder';
import { setTimeout as delay } from 'node:timers/promises';
import type { AppError } from '@petstore/chassis/errors';
import { prepareDataFolder } from '../../system/data-folder.ts';
import { describeFolderFailure } from '../../system/describe-folder-failure.ts';
import { locateRepository } from '../../system/locate-repository.ts';
import type { StartOptions } from '../../system/start-system.ts';
import { dataDirectoryOf, postgresVariable } from '../../system/system-address.ts';
import { watchStopSignals } from '../../system/watch-stop-signals.ts';
import type { Terminal } from '../../terminal/terminal.ts';
import { isStartDocument } from './describe-start.ts';
import { errorOf, isStartFailure, type StartFailure } from './start-failure.ts';

const pollMs = 50;
const couldNotStart = 3;
const interrupted = 130;

/** Starts `up` as a separate process, relays its output until the system is ready, and leaves it running. */
export async function upDetached(options: StartOptions, terminal: Terminal): Promise<number> {
  const dataDirectory = dataDirectoryOf(options);
  const folder = await prepareDataFolder(dataDirectory);
  // Each attempt on the same folder writes a log of its own; that of the one that succeeds becomes `up.log`.
  const output = join(dataDirectory, `up.${process.pid}.log`);
  const outcome = await watchStart(options, { terminal, dataDirectory, output }).catch((error: unknown) => {
    throw describeFolderFailure(error, dataDirectory) ?? error;
  });
  if ('document' in outcome) {
    await rename(output, join(dataDirectory, 'up.log'));
    terminal.document(outcome.document);
    return 0;
  }
  await rm(output, { force: true });
  await folder.giveUp();
  if ('error' in outcome) throw outcome.error;
  return outcome.exitCode;
}

interface Watched {
  readonly terminal: Terminal;
  readonly dataDirectory: string;
  readonly output: string;
}

async function watchStart(
  options: StartOptions,
  { terminal, dataDirectory, output }: Watched,
): Promise<Outcome> {
  const child = spawnDetached(options, { dataDirectory, output });
  const relay = createFileRelay(output, terminal.write);
  const stop = watchStopSignals(() => child.kill('SIGKILL'));
  stop.signal.addEventListener('abort', () => child.kill('SIGINT'), { once: true });
  const outcome = outcomeOf(child);
  try {
    let ended = await Promise.race([outcome, delay(pollMs)]);
    while (ended === undefined) {
      relay.pass();
      ended = await Promise.race([outcome, delay(pollMs)]);
    }
    relay.pass();
    return 'document' in ended || !stop.signal.aborted ? ended : { exitCode: interrupted };
  } finally {
    relay.close();
    stop.dispose();
    if (child.connected) child.disconnect();
    child.unref();
  }
}

type Outcome = { readonly document: unknown } | { readonly error: AppError } | { readonly exitCode: number };

/**
 * Resolves when the child reports that the system is ready, or ends; in the latter case with its error, if it sent one.
 */
async function outcomeOf(child: ChildProcess): Promise<Outcome> {
  let failure: StartFailure | null = null;
  const ready = new Promise<Outcome>((resolve) => {
    child.on('message', (message) => {
      if (isStartDocument(message)) resolve({ document: message });
      if (isStartFailure(message)) failure = message;
    });
  });
  // A message may arrive after the exit event, but not after the channel was closed.
  const ended = Promise.all([once(child, 'exit'), once(child, 'disconnect')]).then(
    ([[code]]): Outcome =>
      failure === null ? { exitCode: code || couldNotStart } : { error: errorOf(failure) },
  );
  return Promise.race([ready, ended]);
}

function spawnDetached(
  options: StartOptions,
  { dataDirectory, output }: { dataDirectory: string; output: string },
): ChildProcess {
  const program = join(locateRepository().distDirectory, 'cli', 'main.mjs');
  const args = ['up', '--in-background', '--data', dataDirectory, ...argumentsOf(options)];
  const log = openSync(output, 'w', 0o600);
  try {
    return spawn(process.execPath, [program, ...args], {
      detached: true,
      env: {
        ...process.env,
        ...(options.postgres === undefined ? {} : { [postgresVariable]: options.postgres }),
      },
      stdio: ['ignore', log, log, 'ipc'],
    });
  } finally {
    closeSync(log);
  }
}

/** Command line of the child. */
function argumentsOf(options: StartOptions): string[] {
  const { portOffset, file, app, replicas, fixedReplicas, fresh, speed, only, allowEnv } = options;
  const { allowHost = [], set = {} } = options;
  const values = {
    '--file': file,
    '--app': app,
    '--replicas': replicas,
    '--speed': speed,
    '--only': only?.join(','),
    '--allow-env': allowEnv?.join(','),
  };
  return [
    '--port-offset',
    String(portOffset),
    ...Object.entries(values).flatMap(([flag, value]) => (value === undefined ? [] : [flag, String(value)])),
    ...(fixedReplicas === true ? ['--fixed-replicas'] : []),
    ...(fresh === true ? ['--fresh'] : []),
    ...allowHost.flatMap((name) => ['--allow-host', name]),
    ...Object.entries(set).flatMap(([name, value]) => ['--set', `${name}=${value}`]),
  ];
}

interface FileRelay {
  /** Writes what was appended since the last call. */
  pass(): void;
  close(): void;
}

/** Reads a file from its beginning while another process writes it. */
function createFileRelay(path: string, write: (text: string) => void): FileRelay {
  const file = openSync(path, 'r');
  const decoder = new StringDecoder('utf8');
  const buffer = Buffer.alloc(16_384);
  return {
    pass() {
      for (let count = readSync(file, buffer); count > 0; count = readSync(file, buffer)) {
        write(decoder.write(buffer.subarray(0, count)));
      }
    },
    close: () => closeSync(file),
  };
}
