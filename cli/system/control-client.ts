import { AppError, isAppError, kindOfHttpStatus } from '@petstore/chassis/errors';
import type { Problem } from '@petstore/contracts/http';
import type { EngineStatus, LogsQuery, LogsResponse } from '@petstore/engine/control-api';
import { cliErrors } from '../errors.ts';
import { type Answer, createJsonClient, type JsonClient } from '../http/json-client.ts';
import { readLines } from '../http/read-lines.ts';
import { petstoreCommand } from './petstore-command.ts';
import { controlUrlOf } from './system-address.ts';

export type LogLine = LogsResponse['entries'][number];

/** A running engine, commanded through its control API. */
export interface ControlClient {
  readonly url: string;
  /** Null where nothing answers. */
  status(): Promise<EngineStatus | null>;
  logs(query: LogsQuery): Promise<readonly LogLine[]>;
  /** The kept lines and each new one; resolves when the engine ends. */
  followLogs(query: LogsQuery, onLine: (line: LogLine) => void): Promise<void>;
  beginScale(deployment: string, replicas: number): Promise<void>;
  beginRestart(deployment: string): Promise<void>;
  requestStop(): Promise<void>;
  close(): Promise<void>;
}

export function createControlClient(portOffset: number): ControlClient {
  const url = controlUrlOf({ portOffset });
  const client = createJsonClient({ origin: url });
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
    async beginScale(deployment, replicas) {
      const path = `/deployments/${encodeURIComponent(deployment)}/scale`;
      accepted(await client.send({ method: 'POST', path, body: { replicas } }));
    },
    async beginRestart(deployment) {
      const path = `/deployments/${encodeURIComponent(deployment)}/restart`;
      accepted(await client.send({ method: 'POST', path }));
    },
    async requestStop() {
      accepted(await client.send({ method: 'POST', path: '/stop' }));
    },
    close: () => client.close(),
  };
}

/** The status of a system that has to run. */
export async function requireStatus(control: ControlClient, portOffset: number): Promise<EngineStatus> {
  const status = await control.status();
  if (status !== null) return status;
  throw cliErrors.create('system-not-running', {
    message: `Nothing runs at port offset ${portOffset}; start it with: ${petstoreCommand('up', portOffset)}`,
    details: { portOffset },
  });
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
    message: `What answers on ${client.origin} is no engine of ours; take another --port-offset.`,
  });
}

function parseLine(line: string): LogLine {
  try {
    return JSON.parse(line);
  } catch (cause) {
    const message = 'A line of the log that the engine sent is no JSON.';
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
