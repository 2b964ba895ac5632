import { createInterface } from 'node:readline';
import { createConnectionPool } from '@petstore/chassis/connections';
import { AppError, isAppError, kindOfHttpStatus } from '@petstore/chassis/errors';
import type { Problem } from '@petstore/contracts/http';
import { readKubeconfig } from '@petstore/engine/api/access';
import type { EngineStatus, LogsQuery, LogsResponse } from '@petstore/engine/api/control';
import { engineOf } from '@petstore/engine/data-folder-lock';
import type { AbandonedProcess } from '@petstore/engine/end-abandoned';
import { cliErrors } from '../errors.ts';
import { isDataFolder } from './data-folder.ts';
import { type Answer, createJsonClient, type JsonClient } from './json-client.ts';
import { petstoreCommand } from './petstore-command.ts';
import { controlUrlOf, dataDirectoryOf, type SystemOptions } from './system-address.ts';

export type LogLine = LogsResponse['entries'][number];

/** Client of a running engine's control API. */
export interface ControlClient {
  readonly url: string;
  /** Null when the connection is refused. */
  status(): Promise<EngineStatus | null>;
  logs(query: LogsQuery): Promise<readonly LogLine[]>;
  /** Passes on the retained lines and each new one; resolves when the engine ends. */
  followLogs(query: LogsQuery, onLine: (line: LogLine) => void): Promise<void>;
  beginScale(deployment: string, replicas: number): Promise<void>;
  beginRestart(deployment: string): Promise<void>;
  requestStop(): Promise<void>;
  close(): Promise<void>;
}

export function createControlClient(portOffset: number): ControlClient {
  const url = controlUrlOf({ portOffset });
  const client = createJsonClient({ origin: url });
  const change = async (path: string, body?: unknown) => {
    const token = await tokenOf(await readStatus(client), portOffset);
    accepted(await client.send({ method: 'POST', path, token, ...(body === undefined ? {} : { body }) }));
  };
  return {
    url,
    status: () => readStatus(client),
    async logs(query) {
      const answer = await client.send<LogsResponse>({ method: 'GET', path: '/logs', query });
      return accepted(answer).entries;
    },
    async followLogs(query, onLine) {
      const parameters = new URLSearchParams({ follow: 'true' });
      for (const [name, value] of Object.entries(query)) parameters.set(name, String(value));
      await readLines(`${url}/logs?${parameters}`, (line) => onLine(parseLine(line)));
    },
    beginScale: (deployment, replicas) =>
      change(`/deployments/${encodeURIComponent(deployment)}/scale`, { replicas }),
    beginRestart: (deployment) => change(`/deployments/${encodeURIComponent(deployment)}/restart`),
    requestStop: () => change('/stop'),
    close: () => client.close(),
  };
}

/**
 * The token of the engine that answers. Its status names the data folder; the token leaves that folder only if the
 * engine of its lock is the one that answers, at the offset of its kubeconfig: another program could name any folder.
 */
async function tokenOf(status: EngineStatus | null, portOffset: number): Promise<string | undefined> {
  if (status === null || (await engineOf(status.dataDirectory)) !== status.pid) return undefined;
  const kubeconfig = await readKubeconfig(status.dataDirectory).catch(asUnreadable);
  return kubeconfig?.portOffset === portOffset ? kubeconfig.token : undefined;
}

/** What another user of the machine meets; the engine then says what is missing. */
function asUnreadable(error: NodeJS.ErrnoException): null {
  if (error.code === 'EACCES') return null;
  throw error;
}

/**
 * Status of the running system. Throws `system-not-running`, `system-left-behind`, or `system-elsewhere` when `--data`
 * names another folder than its own.
 */
export async function requireStatus(control: ControlClient, options: SystemOptions): Promise<EngineStatus> {
  const status = await control.status();
  if (status === null) throw await notRunning(options);
  if (options.data === undefined || (await engineOf(dataDirectoryOf(options))) === status.pid) return status;
  throw systemElsewhere(status, options);
}

export function systemElsewhere({ dataDirectory, pid }: EngineStatus, options: SystemOptions): AppError {
  const message = `The system at port offset ${options.portOffset} (process ${pid}) uses the data folder ${dataDirectory}, not ${dataDirectoryOf(options)}.`;
  return cliErrors.create('system-elsewhere', { message, details: { dataDirectory } });
}

async function notRunning(options: SystemOptions): Promise<AppError> {
  const { portOffset } = options;
  const dataDirectory = dataDirectoryOf(options);
  const pid = await engineOf(dataDirectory);
  if (pid !== null) {
    const message = `An engine (process ${pid}) has the data folder ${dataDirectory}, but does not answer at port offset ${portOffset}: it is starting or stopping, or was started with another --port-offset.`;
    return cliErrors.create('system-not-running', { message, details: { portOffset, dataDirectory, pid } });
  }
  const left = await leftOn(dataDirectory);
  const end = `${petstoreCommand('down', portOffset)}${options.data === undefined ? '' : ` --data ${options.data}`}`;
  if (left.length === 0) {
    return cliErrors.create('system-not-running', {
      message: `No system runs at port offset ${portOffset}, and none left a process on ${dataDirectory}; start one with: ${petstoreCommand('up', portOffset)}`,
      details: { portOffset, dataDirectory },
    });
  }
  const lines = [
    `The engine on ${dataDirectory} was killed; ${left.length} of its processes still run:`,
    ...left.map(({ name, pid }) => `  ${name} (process ${pid})`),
    `End them: ${end}`,
  ];
  const details = { portOffset, dataDirectory, left, endWith: end };
  return cliErrors.create('system-left-behind', { message: lines.join('\n'), details });
}

async function leftOn(dataDirectory: string): Promise<readonly AbandonedProcess[]> {
  if (!(await isDataFolder(dataDirectory))) return [];
  const { findAbandoned } = await import('@petstore/engine/end-abandoned');
  return findAbandoned(dataDirectory);
}

async function readStatus(client: JsonClient): Promise<EngineStatus | null> {
  try {
    const { body } = await client.send({ method: 'GET', path: '/status' });
    if (isEngineStatus(body)) return body;
  } catch (error) {
    if (isAppError(error) && error.code === 'peer-unreachable' && isRefusal(error)) return null;
    if (!isAppError(error)) throw error;
  }
  throw cliErrors.create('control-port-foreign', {
    message: `Another program answers on ${client.origin}; use another --port-offset.`,
  });
}

function parseLine(line: string): LogLine {
  try {
    return JSON.parse(line);
  } catch (cause) {
    const message = 'The engine sent a log line that is not JSON.';
    throw cliErrors.create('peer-answer-malformed', { message, cause });
  }
}

function isRefusal(error: AppError): boolean {
  return (error.cause as NodeJS.ErrnoException | undefined)?.code === 'ECONNREFUSED';
}

function isEngineStatus(body: unknown): body is EngineStatus {
  return (
    typeof body === 'object' &&
    body !== null &&
    'deployments' in body &&
    'dataDirectory' in body &&
    'pid' in body
  );
}

function accepted<Body>({ status, body }: Answer<Body>): Body {
  if (status < 400) return body;
  const problem = body as Partial<Problem>;
  const message = problem.detail ?? `The engine answered ${status}.`;
  throw new AppError(problem.code ?? `engine-status-${status}`, kindOfHttpStatus(status), message);
}

/** Passes on each line of a streaming response until the server ends it; resolves with the status. */
async function readLines(url: string, onLine: (line: string) => void): Promise<number> {
  const { origin, pathname, search } = new URL(url);
  const pool = createConnectionPool(origin, { connections: 1, bodyTimeout: 0, headersTimeout: 5_000 });
  try {
    const response = await pool.request({ method: 'GET', path: `${pathname}${search}` });
    await hearLines(response.body, onLine);
    return response.statusCode;
  } finally {
    await pool.destroy();
  }
}

async function hearLines(body: NodeJS.ReadableStream, onLine: (line: string) => void): Promise<void> {
  try {
    for await (const line of createInterface({ input: body })) onLine(line);
  } catch (error) {
    // An engine that stops closes the connection in the middle of the response.
    if ((error as NodeJS.ErrnoException).code !== 'UND_ERR_SOCKET') throw error;
  }
}
