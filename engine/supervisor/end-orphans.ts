import { readFile, rm } from 'node:fs/promises';
import type { RegisteredProcess } from './process-registry.ts';
import { signalGroup } from './signal-group.ts';

/**
 * Ends the pods that a killed engine left running, by the list that it kept, and tells which. A pid may belong to another process by now, so
 * only one that still carries its pod's name in its environment is touched; where the system does not tell (not Linux), none is.
 */
export async function endOrphans(registryPath: string): Promise<readonly string[]> {
  const text = await readFile(registryPath, 'utf8').catch(() => '[]');
  const ended: string[] = [];
  for (const { pid, pod } of parseRegistry(text)) {
    if (!(await isProcessOf(pid, pod))) continue;
    signalGroup(pid, 'SIGKILL');
    ended.push(pod);
  }
  await rm(registryPath, { force: true });
  return ended;
}

async function isProcessOf(pid: number, pod: string): Promise<boolean> {
  const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
  return environment.split('\0').includes(`HOSTNAME=${pod}`);
}

function parseRegistry(text: string): readonly Pick<RegisteredProcess, 'pid' | 'pod'>[] {
  try {
    const content: unknown = JSON.parse(text);
    return Array.isArray(content) ? content.filter(isRegistered) : [];
  } catch {
    // Not written by an engine; there is nothing to learn from it.
    return [];
  }
}

function isRegistered(value: unknown): value is Pick<RegisteredProcess, 'pid' | 'pod'> {
  return (
    typeof value === 'object' &&
    value !== null &&
    'pid' in value &&
    Number.isInteger(value.pid) &&
    'pod' in value &&
    typeof value.pod === 'string'
  );
}
