import { execFile } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { systemClock } from '@petstore/chassis/time';
import { identifyFolder, isFolderIdentity, isSameFolder } from '../folder-identity.ts';
import type { ProcessList } from './process-registry.ts';
import { isRunning, isSameProcess } from './process-state.ts';
import { signalGroup } from './signal-group.ts';

/** A process that a killed engine left running. */
export interface Orphan {
  readonly pid: number;
  readonly pod: string;
}

const goneWithinMs = 2_000;
const pollMs = 10;

/**
 * The processes of a killed engine that still run, by the list that it kept. A pid may belong to another process by
 * now, so only one that started when the list says so and still carries its pod's name in its environment counts; and
 * none counts whose list was copied along with the data folder.
 */
export async function findOrphans(registryPath: string): Promise<readonly Orphan[]> {
  const list = parseList(await readFile(registryPath, 'utf8').catch(() => ''));
  if (list === null || !isSameFolder(list.folder, identifyFolder(dirname(registryPath)))) return [];
  const found: Orphan[] = [];
  for (const { pid, pod, processStart } of list.processes) {
    if ((await isSameProcess(pid, processStart)) && (await isProcessOf(pid, pod))) found.push({ pid, pod });
  }
  return found;
}

/** Ends the processes that a killed engine left running, and tells which they were. */
export async function endOrphans(registryPath: string): Promise<readonly Orphan[]> {
  const found = await findOrphans(registryPath);
  for (const { pid } of found) signalGroup(pid, 'SIGKILL');
  await Promise.all(found.map(gone));
  await rm(registryPath, { force: true });
  return found;
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

function parseList(text: string): ProcessList | null {
  try {
    const content: unknown = JSON.parse(text);
    return isList(content) ? content : null;
  } catch {
    // Not written by an engine; there is nothing to learn from it.
    return null;
  }
}

function isList(value: unknown): value is ProcessList {
  if (typeof value !== 'object' || value === null || !('folder' in value) || !('processes' in value))
    return false;
  return isFolderIdentity(value.folder) && Array.isArray(value.processes) && value.processes.every(isListed);
}

function isListed(value: unknown): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    'pid' in value &&
    Number.isInteger(value.pid) &&
    'pod' in value &&
    typeof value.pod === 'string' &&
    'processStart' in value &&
    (value.processStart === null || typeof value.processStart === 'string')
  );
}
