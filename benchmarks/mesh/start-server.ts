import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { request } from 'undici';
import { benchmarkErrors } from '../errors.ts';
import { findFreePorts } from '../processes/find-free-ports.ts';
import type { Lifetime } from '../processes/lifetime.ts';
import { failed, type StartedProcess, startProcess } from '../processes/start-process.ts';
import { responseBody } from './exchanged.ts';
import {
  haproxyAnswering,
  haproxyForwarding,
  nginxAnswering,
  nginxForwarding,
} from './server-configurations.ts';

/** A server that is to be measured, or that is needed for it. */
export interface Server {
  readonly name: string;
  readonly port: number;
  readonly pid: number;
}

export interface StartServerContext {
  readonly program: string;
  /** For configuration and whatever the server writes. */
  readonly directory: string;
  readonly lifetime: Lifetime;
}

const pollMs = 20;
const answersWithinMs = 10_000;

export async function startHaproxy(upstreamPort: number, context: StartServerContext): Promise<Server> {
  const [port = 0] = await findFreePorts(1);
  const text = haproxyForwarding({ port, upstreamPort });
  return runHaproxy({ name: 'HAProxy', port, text }, context);
}

export async function startNginx(upstreamPort: number, context: StartServerContext): Promise<Server> {
  const [port = 0] = await findFreePorts(1);
  const directory = join(context.directory, 'nginx-proxy');
  const text = nginxForwarding({ port, upstreamPort }, directory);
  return runNginx({ name: 'nginx', port, text }, { ...context, directory });
}

export async function startHaproxyCallee(context: StartServerContext): Promise<Server> {
  const [port = 0] = await findFreePorts(1);
  const bodyFile = join(context.directory, 'body.json');
  await writeFile(bodyFile, responseBody());
  return runHaproxy({ name: 'HAProxy', port, text: haproxyAnswering({ port, bodyFile }) }, context);
}

export async function startNginxCallee(context: StartServerContext): Promise<Server> {
  const [port = 0] = await findFreePorts(1);
  const directory = join(context.directory, 'nginx-callee');
  const text = nginxAnswering({ port, body: responseBody() }, directory);
  return runNginx({ name: 'nginx', port, text }, { ...context, directory });
}

interface Configured {
  readonly name: string;
  readonly port: number;
  readonly text: string;
}

async function runHaproxy(configured: Configured, { program, directory, lifetime }: StartServerContext) {
  const file = join(directory, `haproxy-${configured.port}.cfg`);
  await writeFile(file, configured.text);
  const started = await startProcess({ command: program, args: ['-db', '-f', file], lifetime });
  return untilAnswering(configured, started, lifetime);
}

async function runNginx(configured: Configured, { program, directory, lifetime }: StartServerContext) {
  await mkdir(directory, { recursive: true });
  const file = join(directory, 'nginx.conf');
  await writeFile(file, configured.text);
  const args = ['-p', directory, '-e', 'stderr', '-c', file];
  const started = await startProcess({ command: program, args, lifetime });
  return untilAnswering(configured, started, lifetime);
}

/** Resolves when a request through it is answered with 200. */
export async function untilAnswering(
  { name, port }: Pick<Configured, 'name' | 'port'>,
  started: StartedProcess,
  { signal }: Lifetime,
): Promise<Server> {
  const deadline = performance.now() + answersWithinMs;
  let outcome: number | NodeJS.Signals | undefined;
  started.exited.then((ended) => {
    outcome = ended;
  });
  for (;;) {
    if (await answers(port)) return { name, port, pid: started.pid };
    if (outcome !== undefined) throw failed(name, outcome, started);
    if (performance.now() > deadline) {
      const message = `${name} did not answer within ${answersWithinMs / 1_000} s: ${started.stderr().trim()}`;
      throw benchmarkErrors.create('benchmark-process-failed', { message });
    }
    await delay(pollMs, undefined, { signal });
  }
}

async function answers(port: number): Promise<boolean> {
  try {
    const { statusCode, body } = await request(`http://127.0.0.1:${port}/`);
    await body.dump();
    return statusCode === 200;
  } catch {
    return false;
  }
}
