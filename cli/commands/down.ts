import { setTimeout as delay } from 'node:timers/promises';
import type { EngineStatus } from '@petstore/engine/control-api';
import { engineOf } from '@petstore/engine/data-folder-lock';
import { cliErrors } from '../errors.ts';
import { createControlClient } from '../system/control-client.ts';
import { wipeDataFolder } from '../system/data-folder.ts';
import { dataDirectoryOf, type SystemOptions } from '../system/system-address.ts';
import { formatDuration } from '../terminal/format-duration.ts';
import type { Terminal } from '../terminal/terminal.ts';

export interface DownOptions extends SystemOptions {
  readonly wipe?: boolean;
}

interface DownDocument {
  readonly stopped: boolean;
  readonly pid: number | null;
  readonly durationMs: number;
  readonly wiped: boolean;
  readonly dataDirectory: string;
}

const pollMs = 25;
const stopsWithinMs = 20_000;

/** Ends the system and waits until nothing of it is left; one that does not run has ended already. */
export async function down(options: DownOptions, terminal: Terminal): Promise<number> {
  const startedAtMs = performance.now();
  const status = await statusOf(options);
  if (status !== null) refuseOther(status, options);
  const dataDirectory = status?.dataDirectory ?? dataDirectoryOf(options);
  const pid = await askToStop(options, dataDirectory, status);
  if (pid !== null) await untilGone(pid);
  const durationMs = Math.round(performance.now() - startedAtMs);
  const wiped = options.wipe === true && (await wipeDataFolder(dataDirectory));
  tell({ stopped: pid !== null, pid, durationMs, wiped, dataDirectory }, options, terminal);
  return 0;
}

async function statusOf({ portOffset }: DownOptions): Promise<EngineStatus | null> {
  const control = createControlClient(portOffset);
  try {
    return await control.status();
  } finally {
    await control.close();
  }
}

/** Whoever names a data folder means the system on it and no other. */
function refuseOther({ dataDirectory, pid }: EngineStatus, options: DownOptions): void {
  if (options.data === undefined || dataDirectoryOf(options) === dataDirectory) return;
  throw cliErrors.create('system-elsewhere', {
    message: `The system at port offset ${options.portOffset} (process ${pid}) runs on ${dataDirectory}, not on ${dataDirectoryOf(options)}.`,
    details: { dataDirectory },
  });
}

/** The process that was asked to end, if there is one. An engine that still starts has no control API yet: it gets a signal. */
async function askToStop(
  { portOffset }: DownOptions,
  dataDirectory: string,
  status: EngineStatus | null,
): Promise<number | null> {
  if (status !== null) {
    const control = createControlClient(portOffset);
    await control.requestStop().finally(() => control.close());
    return status.pid;
  }
  const pid = await engineOf(dataDirectory);
  if (pid !== null) process.kill(pid, 'SIGTERM');
  return pid;
}

async function untilGone(pid: number): Promise<void> {
  const deadline = performance.now() + stopsWithinMs;
  while (isAlive(pid)) {
    if (performance.now() > deadline) {
      const message = `Process ${pid} did not end within ${stopsWithinMs / 1000} s.`;
      throw cliErrors.create('system-did-not-stop', { message, details: { pid } });
    }
    await delay(pollMs);
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function tell(document: DownDocument, { portOffset }: DownOptions, { say, document: print }: Terminal): void {
  const { stopped, durationMs, wiped, dataDirectory } = document;
  say(
    stopped
      ? `Stopped in ${formatDuration(durationMs)}; no process of it is left.`
      : `Nothing runs at port offset ${portOffset}.`,
  );
  if (wiped) say(`Deleted ${dataDirectory} with its databases.`);
  print(document);
}
