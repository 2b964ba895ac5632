import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface CommandResult {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export const petstoreProgram = join(import.meta.dirname, '../../../cli/bin/petstore.mjs');

/** Runs `petstore` from a folder outside of the clone. */
export function runPetstore(...args: readonly string[]): Promise<CommandResult> {
  return runPetstoreOn(null, args);
}

/** With `input` on its standard input. */
export function runPetstoreOn(input: string | null, args: readonly string[]): Promise<CommandResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [petstoreProgram, ...args], { cwd: tmpdir() });
    if (input !== null) child.stdin.end(input);
    const [stdout, stderr]: [string[], string[]] = [[], []];
    child.stdout.setEncoding('utf8').on('data', (text: string) => stdout.push(text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => stderr.push(text));
    child.once('error', reject);
    child.once('close', (exitCode) =>
      resolve({ exitCode, stdout: stdout.join(''), stderr: stderr.join('') }),
    );
  });
}

/** Ports at offset 0: gateway, services, control API, Prometheus, OTLP, PostgreSQL. */
export const fixedPorts = [8080, 8000, 8001, 8002, 8003, 8004, 6443, 9000, 9090, 4318, 5433];

/** A random offset at which every fixed port is free now and stays below the ports of pods. */
export async function freePortOffset(): Promise<number> {
  for (let tries = 0; tries < 100; tries += 1) {
    const offset = 1_000 + Math.floor(Math.random() * 9_000);
    const free = await Promise.all(fixedPorts.map((port) => isPortFree(port + offset)));
    if (free.every(Boolean)) return offset;
  }
  throw new Error('no offset leaves every port free');
}

export function isPortFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

/** Whether a process runs; a zombie does not. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    const stat = existsSync('/proc') ? readFileSync(`/proc/${pid}/stat`, 'utf8') : '';
    return !stat.slice(stat.lastIndexOf(')')).startsWith(') Z');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ESRCH' || code === 'ENOENT') return false;
    throw error;
  }
}
