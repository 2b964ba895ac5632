import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { prepareDataFolder } from '../system/data-folder.ts';
import { locateRepository } from '../system/locate-repository.ts';
import { postgresVariable } from '../system/postgres-variable.ts';
import { createFileRelay } from '../system/relay-file.ts';
import type { StartOptions } from '../system/start-system.ts';
import { dataDirectoryOf } from '../system/system-address.ts';
import { watchStopSignals } from '../system/watch-stop-signals.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { isStartDocument } from './describe-start.ts';

const pollMs = 50;
const couldNotStart = 3;
const interrupted = 130;

/** Starts the same command as a process of its own, shows what it prints until the system is ready, and leaves it running. */
export async function upDetached(options: StartOptions, terminal: Terminal): Promise<number> {
  const dataDirectory = dataDirectoryOf(options);
  await prepareDataFolder(dataDirectory);
  const output = join(dataDirectory, 'up.log');
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
    if ('exitCode' in ended) return stop.signal.aborted ? interrupted : ended.exitCode;
    terminal.document(ended.document);
    return 0;
  } finally {
    relay.close();
    stop.dispose();
    if (child.connected) child.disconnect();
    child.unref();
  }
}

type Outcome = { readonly document: unknown } | { readonly exitCode: number };

/** Either the system is ready, and the child tells what of it is to be told, or the child ends. */
async function outcomeOf(child: ChildProcess): Promise<Outcome> {
  const told = once(child, 'message').then(([message]): Outcome | Promise<Outcome> =>
    isStartDocument(message) ? { document: message } : ended,
  );
  const ended = once(child, 'exit').then(([code]): Outcome => ({ exitCode: code || couldNotStart }));
  return Promise.race([told, ended]);
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

/** What the child is to be told of how it starts. */
function argumentsOf({ portOffset, file, app, replicas, only, set = {} }: StartOptions): string[] {
  const values = { '--file': file, '--app': app, '--replicas': replicas, '--only': only?.join(',') };
  return [
    ...['--port-offset', String(portOffset)],
    ...Object.entries(values).flatMap(([flag, value]) => (value === undefined ? [] : [flag, String(value)])),
    ...Object.entries(set).flatMap(([name, value]) => ['--set', `${name}=${value}`]),
  ];
}
