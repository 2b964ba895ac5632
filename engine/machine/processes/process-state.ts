import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';

/** What the kernel tells of a process; null where it tells nothing: no such process, or no /proc on this system. */
interface ProcessState {
  /** In the kernel's ticks since boot: tells a process from another that got its pid later. */
  readonly start: string | null;
  /** It has ended, with all its threads, and only waits for its parent to take note. */
  readonly isZombie: boolean;
}

/**
 * Fields 3, 20 and 22 of the process's stat, counted behind its name, which may hold spaces. The first thread of a
 * process is a zombie before the others have ended, and as long as one of them has not, its ports are taken.
 * https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
 */
export async function readProcessState(pid: number): Promise<ProcessState | null> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
  return stat === null ? null : parseState(stat);
}

/** Its start, read at once: for a process that was just made. */
export function readProcessStart(pid: number): string | null {
  try {
    return parseState(readFileSync(`/proc/${pid}/stat`, 'utf8')).start;
  } catch {
    // It has ended already, or the system has no /proc.
    return null;
  }
}

function parseState(stat: string): ProcessState {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return { start: fields[19] ?? null, isZombie: fields[0] === 'Z' && Number(fields[17]) <= 1 };
}

/** Whether a process runs; one that has ended does not, even where nobody takes note of its end. */
export async function isRunning(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  return (await readProcessState(pid))?.isZombie !== true;
}

/** Whether a process still is the one that had this start; where no start is known, whether its number is in use. */
export async function isSameProcess(pid: number, start: string | null): Promise<boolean> {
  if (!(await isRunning(pid))) return false;
  const now = (await readProcessState(pid))?.start ?? null;
  return start === null || now === null || now === start;
}
