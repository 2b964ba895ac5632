import { setTimeout as delay } from 'node:timers/promises';
import { engineOf } from '@petstore/engine/data-folder-lock';
import type { LeftDatabases } from '@petstore/engine/postgres';
import { isRunning } from '@petstore/engine/process-state';
import { cliErrors } from '../../errors.ts';
import { type ControlClient, createControlClient, systemElsewhere } from '../../system/control-client.ts';
import { isDataFolder, wipeDataFolder } from '../../system/data-folder.ts';
import { dataDirectoryOf, type SystemOptions } from '../../system/system-address.ts';
import { formatDuration } from '../../terminal/format-duration.ts';
import type { Terminal } from '../../terminal/terminal.ts';

interface DownOptions extends SystemOptions {
  readonly wipe?: boolean;
}

interface DownDocument {
  readonly stopped: boolean;
  readonly pid: number | null;
  /** Processes that a killed engine had left running, now ended. */
  readonly abandoned: readonly string[];
  readonly durationMs: number;
  readonly wiped: boolean;
  /**
   * Path of databases that the deleted folder referred to but that are not known to be its own, as in a copy; null
   * when there are none.
   */
  readonly databasesLeft: string | null;
  readonly dataDirectory: string;
}

const pollMs = 25;
const stopsWithinMs = 20_000;

/** Stops the system and waits until its processes have ended; succeeds when no system runs. */
export async function down(options: DownOptions, terminal: Terminal): Promise<number> {
  const startedAtMs = performance.now();
  const control = createControlClient(options.portOffset);
  const { pid, dataDirectory } = await askToStop(options, control).finally(() => control.close());
  if (pid !== null) await untilGone(pid);
  const abandoned = await clearAway(dataDirectory);
  const durationMs = Math.round(performance.now() - startedAtMs);
  const wiped = options.wipe === true ? await wipeDataFolder(dataDirectory) : null;
  const left = wiped?.left ?? null;
  report(
    {
      stopped: pid !== null,
      pid,
      abandoned,
      durationMs,
      wiped: wiped !== null,
      databasesLeft: left?.home ?? null,
      dataDirectory,
    },
    options,
    terminal,
  );
  if (left !== null) terminal.say(describeLeft(left));
  return 0;
}

interface Asked {
  /** The process that was asked to stop; null when there was none. */
  readonly pid: number | null;
  readonly dataDirectory: string;
}

/**
 * `--data` selects the engine on that folder, whatever its port offset is; it is stopped by a signal when its control
 * API does not answer at this offset, as while it starts.
 */
async function askToStop(options: DownOptions, control: ControlClient): Promise<Asked> {
  const status = await control.status();
  const dataDirectory = dataDirectoryOf(options);
  const pid = await engineOf(dataDirectory);
  if (status !== null && (options.data === undefined || status.pid === pid)) {
    await control.requestStop();
    return status;
  }
  if (pid === null && status !== null) throw systemElsewhere(status, options);
  if (pid !== null) process.kill(pid, 'SIGTERM');
  return { pid, dataDirectory };
}

async function untilGone(pid: number): Promise<void> {
  const deadline = performance.now() + stopsWithinMs;
  while (await isRunning(pid)) {
    if (performance.now() > deadline) {
      const message = `Process ${pid} did not end within ${stopsWithinMs / 1000} s.`;
      throw cliErrors.create('system-did-not-stop', { message, details: { pid } });
    }
    await delay(pollMs);
  }
}

/** Pods and the database survive an engine that was killed. */
async function clearAway(dataDirectory: string): Promise<readonly string[]> {
  if (!(await isDataFolder(dataDirectory))) return [];
  const { endAbandoned } = await import('@petstore/engine/end-abandoned');
  return endAbandoned(dataDirectory);
}

function report(
  document: DownDocument,
  { portOffset }: DownOptions,
  { say, document: print }: Terminal,
): void {
  const { stopped, abandoned, durationMs, wiped, databasesLeft, dataDirectory } = document;
  say(
    stopped
      ? `Stopped in ${formatDuration(durationMs)}; no process is left.`
      : `No system runs at port offset ${portOffset}.`,
  );
  if (abandoned.length > 0)
    say(`Ended the processes that a killed engine had left: ${abandoned.join(', ')}.`);
  if (wiped) say(`Deleted ${dataDirectory}${databasesLeft === null ? ' with its databases' : ''}.`);
  print(document);
}

function describeLeft({ home, reason }: LeftDatabases): string {
  return reason === 'foreign'
    ? `The folder was a copy: the databases in ${home} belong to another data folder and were kept.`
    : `The folder linked to ${home}, in which nothing says to which data folder it belongs: only the link was deleted. Delete ${home} yourself if no data folder uses it.`;
}
