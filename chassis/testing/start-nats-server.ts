import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { testingErrors } from './postgres-server.ts';

export interface TestNatsServer {
  readonly url: string;
  /** Stops the server; its streams are kept for `start`. */
  stop(): Promise<void>;
  /** Starts it again on the same port with its stored streams. */
  start(): Promise<void>;
  /** Stops the server and deletes its streams. */
  remove(): Promise<void>;
}

/**
 * Path of nats-server; null if it is not installed. Debian installs it into a folder that is not on every user's PATH.
 */
export function findNatsServer(environment = process.env): string | null {
  const folders = [...(environment['PATH'] ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin'];
  return folders.map((folder) => join(folder, 'nats-server')).find((path) => existsSync(path)) ?? null;
}

/** Why tests of NATS are skipped; null when they are not. */
export const natsMissing: string | null =
  findNatsServer() === null
    ? 'there is no nats-server on this machine (Debian: apt-get install nats-server)'
    : null;

const startsWithinMs = 30_000;

/** Starts a NATS server with JetStream for the test on a free loopback port. */
export async function startNatsServer(): Promise<TestNatsServer> {
  const program = findNatsServer();
  if (program === null) throw testingErrors.create('nats-server-missing');
  const folder = await mkdtemp(join(tmpdir(), 'nats-'));
  let port = -1;
  let stopPresent: () => Promise<void> = async () => undefined;

  async function start(): Promise<void> {
    const common = ['-a', '127.0.0.1', '-js', '-sd', folder, '--ports_file_dir', folder];
    const server = spawn(program ?? '', ['-p', String(port), ...common], { stdio: 'ignore' });
    const exited = new Promise<void>((resolve) => {
      server.once('exit', () => resolve());
      server.once('error', () => resolve());
    });
    stopPresent = async () => {
      server.kill('SIGTERM');
      await exited;
    };
    port = await readPort(join(folder, `nats-server_${server.pid}.ports`));
  }

  await start();
  return {
    url: `nats://127.0.0.1:${port}`,
    start,
    stop: () => stopPresent(),
    async remove() {
      await stopPresent();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function readPort(path: string): Promise<number> {
  const deadline = performance.now() + startsWithinMs;
  for (;;) {
    const text = await readFile(path, 'utf8').catch(() => '');
    const port = /nats:\/\/[^:]+:(\d+)/.exec(text)?.[1];
    if (port !== undefined) return Number(port);
    if (performance.now() > deadline) throw testingErrors.create('nats-server-missing');
    await delay(10);
  }
}
