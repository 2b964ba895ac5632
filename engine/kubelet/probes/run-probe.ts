import { get } from 'node:http';
import { connect } from 'node:net';
import { messageOf } from '@petstore/chassis/errors';
import { longestTimerMs } from '@petstore/chassis/time';
import { type ContainerCommand, startContainer } from '../containers/container-process.ts';
import type { ProbeResult } from './decide-probe.ts';

/** One question to a container, ready to be asked. */
export type ProbeAction =
  | {
      readonly kind: 'http';
      readonly port: number;
      readonly path: string;
      readonly headers: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'tcp'; readonly port: number }
  | { readonly kind: 'exec'; readonly command: ContainerCommand };

interface Patience {
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** Asks once; whatever goes wrong is an answer, with its reason in words. Aborting gives up at once. */
export async function runProbe(
  action: ProbeAction,
  timeoutMs: number,
  stop?: AbortSignal,
): Promise<ProbeResult> {
  const timeout = AbortSignal.timeout(Math.min(timeoutMs, longestTimerMs));
  const signal = stop === undefined ? timeout : AbortSignal.any([timeout, stop]);
  try {
    return await ask(action, { timeoutMs, signal });
  } catch (error) {
    // What cannot even be sent.
    return { isSuccess: false, reason: `${nameOf(action)}: ${messageOf(error)}` };
  }
}

function ask(action: ProbeAction, patience: Patience): Promise<ProbeResult> {
  switch (action.kind) {
    case 'http':
      return probeHttp(action, patience);
    case 'tcp':
      return probeTcp(action.port, patience);
    case 'exec':
      return probeExec(action.command, patience);
  }
}

function nameOf(action: ProbeAction): string {
  if (action.kind === 'http') return `GET ${action.path}`;
  return action.kind === 'tcp' ? `port ${action.port}` : 'command';
}

function probeHttp(action: ProbeAction & { kind: 'http' }, patience: Patience): Promise<ProbeResult> {
  const { port, path, headers } = action;
  return new Promise((resolve) => {
    const request = get({
      host: '127.0.0.1',
      port,
      path,
      headers: { 'user-agent': 'kube-probe/1.34', accept: '*/*', ...headers },
      // A new connection for each question, as kubelet does it: an old one would not notice a listener that is gone.
      agent: false,
      signal: patience.signal,
    });
    request.once('response', (response) => {
      const status = response.statusCode ?? 0;
      response.destroy();
      const isSuccess = status >= 200 && status < 400;
      resolve({ isSuccess, reason: `GET ${path} answered ${status}` });
    });
    request.on('error', (error) =>
      resolve({ isSuccess: false, reason: `GET ${path}: ${failureOf(error, patience)}` }),
    );
    // Such as after an answer in another protocol, which is neither a response nor an error.
    request.once('close', () =>
      resolve({ isSuccess: false, reason: `GET ${path}: closed without a response` }),
    );
  });
}

function probeTcp(port: number, patience: Patience): Promise<ProbeResult> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port, signal: patience.signal });
    socket.once('connect', () => {
      socket.destroy();
      resolve({ isSuccess: true, reason: `port ${port} accepts connections` });
    });
    socket.on('error', (error) =>
      resolve({ isSuccess: false, reason: `port ${port}: ${failureOf(error, patience)}` }),
    );
  });
}

async function probeExec(command: ContainerCommand, { timeoutMs, signal }: Patience): Promise<ProbeResult> {
  const process = startContainer(command, () => undefined);
  const kill = () => process.signal('SIGKILL');
  if (signal.aborted) kill();
  signal.addEventListener('abort', kill, { once: true });
  const exit = await process.exited;
  signal.removeEventListener('abort', kill);
  if (signal.aborted) return { isSuccess: false, reason: `command: no answer within ${timeoutMs} ms` };
  if (exit.error !== null) return { isSuccess: false, reason: `command: ${exit.error}` };
  return { isSuccess: exit.code === 0, reason: `command exited with ${exit.signal ?? exit.code}` };
}

function failureOf(error: NodeJS.ErrnoException, { timeoutMs, signal }: Patience): string {
  if (signal.aborted) return `no answer within ${timeoutMs} ms`;
  return error.code === 'ECONNREFUSED' ? 'connection refused' : (error.code ?? error.message);
}
