import { execFile } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { promisify } from 'node:util';
import { systemClock } from '@petstore/chassis/time';
import { isRunning } from '../process-state.ts';
import type { RegisteredProcess } from './process-registry.ts';
import { signalGroup } from './signal-group.ts';

type Orphan = Pick<RegisteredProcess, 'pid' | 'pod'>;

const goneWithinMs = 2_000;
const pollMs = 10;

/**
 * Ends the processes that a killed engine left running, by the list that it kept, and tells of which pods they were. A pid may belong to another
 * process by now, so only one that still carries its pod's name in its environment is touched.
 */
export async function endOrphans(registryPath: string): Promise<readonly string[]> {
  const text = await readFile(registryPath, 'utf8').catch(() => '[]');
  const ended: Orphan[] = [];
  for (const { pid, pod } of parseRegistry(text)) {
    if (!(await isProcessOf(pid, pod))) continue;
    signalGroup(pid, 'SIGKILL');
    ended.push({ pid, pod });
  }
  await Promise.all(ended.map(gone));
  await rm(registryPath, { force: true });
  return ended.map(({ pod }) => pod);
}

/** Its ports are free when it has ended, which is later than its environment is gone. */
async function gone({ pid }: Orphan): Promise<void> {
  const deadline = systemClock.now() + goneWithinMs;
  while (systemClock.now() < deadline && (await isRunning(pid))) await systemClock.wait(pollMs);
}

async function isProcessOf(pid: number, pod: string): Promise<boolean> {
  const environment = process.platform === 'linux' ? await environmentOf(pid) : await shownByPs(pid);
  return environment.includes(`HOSTNAME=${pod}`);
}

async function environmentOf(pid: number): Promise<readonly string[]> {
  return (await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '')).split('\0');
}

/** macOS shows the environment of this user's processes behind their command. */
async function shownByPs(pid: number): Promise<readonly string[]> {
  const args = ['-E', '-ww', '-o', 'command=', '-p', String(pid)];
  const shown = await promisify(execFile)('ps', args).catch(() => ({ stdout: '' }));
  return shown.stdout.trim().split(' ');
}

function parseRegistry(text: string): readonly Orphan[] {
  try {
    const content: unknown = JSON.parse(text);
    return Array.isArray(content) ? content.filter(isRegistered) : [];
  } catch {
    // Not written by an engine; there is nothing to learn from it.
    return [];
  }
}

function isRegistered(value: unknown): value is Orphan {
  return (
    typeof value === 'object' &&
    value !== null &&
    'pid' in value &&
    Number.isInteger(value.pid) &&
    'pod' in value &&
    typeof value.pod === 'string'
  );
}
