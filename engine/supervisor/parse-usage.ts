/** What one process has used and holds. */
export interface ProcessUsage {
  readonly cpuSeconds: number;
  /** Its resident memory. */
  readonly memoryBytes: number;
}

/** Linux counts in these whatever its own ticks are (USER_HZ). */
const ticksPerSecond = 100;

/**
 * From the contents of `/proc/PID/stat` and `/proc/PID/status`; null when they are not whole. CPU time includes that of children which have ended.
 * Fields are counted behind the name, which may hold spaces: https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
 */
export function parseProcUsage(stat: string, status: string): ProcessUsage | null {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const ticks = fields.slice(11, 15).map(Number);
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1];
  if (ticks.length < 4 || ticks.some(Number.isNaN) || kilobytes === undefined) return null;
  const cpuSeconds = ticks.reduce((sum, each) => sum + each, 0) / ticksPerSecond;
  return { cpuSeconds, memoryBytes: Number(kilobytes) * 1024 };
}

/** From `ps -A -o pgid=,rss=,time=`: the sums of each process group. */
export function parsePsTable(table: string): ReadonlyMap<number, ProcessUsage> {
  const groups = new Map<number, ProcessUsage>();
  for (const line of table.split('\n')) {
    const [group, kilobytes, time] = line.trim().split(/\s+/);
    if (time === undefined) continue;
    const before = groups.get(Number(group)) ?? { cpuSeconds: 0, memoryBytes: 0 };
    groups.set(Number(group), {
      cpuSeconds: before.cpuSeconds + secondsOf(time),
      memoryBytes: before.memoryBytes + Number(kilobytes) * 1024,
    });
  }
  return groups;
}

/** `[[days-]hours:]minutes:seconds[.hundredths]`. */
function secondsOf(time: string): number {
  const [days, clock] = time.includes('-') ? time.split('-', 2) : ['0', time];
  const parts = (clock ?? '').split(':').map(Number);
  return Number(days) * 86_400 + parts.reduce((sum, part) => sum * 60 + part, 0);
}
