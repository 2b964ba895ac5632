import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { isAppError } from '@petstore/chassis/errors';
import type { EngineStatus } from '@petstore/engine/api/control';
import { type Engine, engineErrors, startEngine } from '@petstore/engine/engine';
import { cliErrors } from '../errors.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { type ControlClient, createControlClient } from './control-client.ts';
import { prepareDataFolder } from './data-folder.ts';
import { describeFolderFailure } from './describe-folder-failure.ts';
import { locateRepository } from './locate-repository.ts';
import { openEngineLog } from './open-engine-log.ts';
import { anotherOffset, petstoreCommand } from './petstore-command.ts';
import { createProgressReport } from './progress-report.ts';
import { dataDirectoryOf, type SystemOptions } from './system-address.ts';
import type { StopSignals } from './watch-stop-signals.ts';

export interface StartOptions extends SystemOptions {
  readonly file?: string;
  readonly app?: string;
  readonly replicas?: number;
  /** Whether autoscalers may not change it. */
  readonly fixedReplicas?: boolean;
  /** Whether the objects of earlier starts are forgotten. */
  readonly fresh?: boolean;
  /** How much faster than in a cluster the controllers decide. */
  readonly speed?: number;
  /** Deployments to start; the others get no replicas. */
  readonly only?: readonly string[];
  /** Host names besides localhost that the host ports accept. */
  readonly allowHost?: readonly string[];
  /** Administrator's connection URL of a server to use instead of the embedded one. */
  readonly postgres?: string;
  /** Environment variables that override those of every container. */
  readonly set?: Readonly<Record<string, string>>;
  /** Permitted variables by which a process loads code. */
  readonly allowEnv?: readonly string[];
}

interface StartContext {
  readonly terminal: Terminal;
  readonly stop: StopSignals;
}

/**
 * Starts the manifests in this process and waits until everything is ready; null when it was asked to stop before.
 * Leaves nothing behind when it throws.
 */
export async function startSystem(options: StartOptions, context: StartContext): Promise<Engine | null> {
  const { terminal, stop } = context;
  await refuseSecondSystem(options);
  const paths = pathsOf(options);
  const folder = await prepareDataFolder(paths.dataDirectory);
  const report = createProgressReport(terminal, () => performance.now());
  try {
    const engine = await startEngine({
      ...paths,
      portOffset: options.portOffset,
      replicas: options.replicas,
      fixedReplicas: options.fixedReplicas,
      isFresh: options.fresh,
      // Other people's manifests may name ports that something else has.
      needsServicePorts: options.file === undefined,
      speed: options.speed,
      only: options.only,
      set: options.set,
      allowHosts: options.allowHost,
      allowedVariables: options.allowEnv,
      postgresUrl: options.postgres,
      signal: stop.signal,
      logger: openEngineLog(paths.dataDirectory),
      onProgress: (progress) => {
        if (progress.step !== 'stopping') report.show(progress);
      },
    });
    return await whenReady(engine, stop);
  } catch (error) {
    await folder.giveUp();
    if (isAppError(error) && error.code === 'start-broken-off') return null;
    throw asStartFailure(error, options);
  } finally {
    report.finish();
  }
}

async function whenReady(engine: Engine, stop: StopSignals): Promise<Engine | null> {
  try {
    if (!stop.signal.aborted) await Promise.race([engine.ready(), stop.requested, engine.closed]);
    if (engine.status().readyAt !== null && !stop.signal.aborted) return engine;
    await engine.stop();
    return null;
  } catch (error) {
    await engine.stop();
    throw error;
  }
}

function pathsOf(options: StartOptions) {
  const { manifestsDirectory, distDirectory } = locateRepository();
  const paths = {
    manifestsDirectory: resolve(options.file ?? manifestsDirectory),
    appDirectory: resolve(options.app ?? distDirectory),
    distDirectory,
    dataDirectory: dataDirectoryOf(options),
  };
  for (const [flag, path] of [
    ['--file', paths.manifestsDirectory],
    ['--app', paths.appDirectory],
  ] as const) {
    if (existsSync(path)) continue;
    const message = `There is no folder ${path}; ${flag} must name one that exists.`;
    throw cliErrors.create('folder-missing', { message, details: { path } });
  }
  return paths;
}

async function refuseSecondSystem({ portOffset }: StartOptions): Promise<void> {
  const control = createControlClient(portOffset);
  try {
    const status = await statusOf(control);
    if (status === null) return;
    throw cliErrors.create('system-runs-already', {
      message: [
        `A system already runs at port offset ${portOffset} (process ${status.pid}, data in ${status.dataDirectory}).`,
        `Show it:                 ${petstoreCommand('status', portOffset)}`,
        `Stop it:                 ${petstoreCommand('down', portOffset)}`,
        `Start another beside it: ${petstoreCommand('up', anotherOffset(portOffset))}`,
      ].join('\n'),
      details: { pid: status.pid },
    });
  } finally {
    await control.close();
  }
}

/** Null also when another program answers: the engine then finds the port taken and reports the program. */
async function statusOf(control: ControlClient): Promise<EngineStatus | null> {
  try {
    return await control.status();
  } catch (error) {
    if (isAppError(error) && error.code === 'control-port-foreign') return null;
    throw error;
  }
}

function asStartFailure(error: unknown, options: StartOptions): unknown {
  if (!isAppError(error)) return describeFolderFailure(error, dataDirectoryOf(options)) ?? error;
  const { code, message, details } = error;
  if (code === 'host-port-taken') {
    const beside = petstoreCommand('up', anotherOffset(options.portOffset));
    const words = `${message}\nFor example: ${beside}`;
    return engineErrors.create('host-port-taken', { message: words, details, cause: error });
  }
  if (code !== 'data-folder-in-use') return error;
  const folder = String(details['dataDirectory']);
  const lines = [
    `Another system already starts or runs on ${folder} (process ${details['pid'] ?? 'unknown'}).`,
    `Stop it: npx petstore down --data ${folder}`,
  ];
  return cliErrors.create('system-runs-already', { message: lines.join('\n'), details, cause: error });
}
