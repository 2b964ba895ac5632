/** What `/proc/PID/stat` tells of a process (proc(5)). */
export interface ProcessStat {
  readonly pid: number;
  readonly parentPid: number;
  /** Clock ticks that it, and those of its children that it has waited for, have used. */
  readonly cpuTicks: number;
}

/** Reads a line of `/proc/PID/stat`; the name in it may hold anything, so fields count from the last parenthesis. */
export function parseProcessStat(line: string): ProcessStat {
  const fields = line.slice(line.lastIndexOf(')') + 2).split(' ');
  // From here `fields[0]` is field 3 of proc(5).
  const numberAt = (field: number) => Number(fields[field - 3]);
  const cpuTicks = [14, 15, 16, 17].reduce((sum, field) => sum + numberAt(field), 0);
  const stat = { pid: Number.parseInt(line, 10), parentPid: numberAt(4), cpuTicks };
  if (Object.values(stat).some(Number.isNaN)) throw new RangeError(`not a line of /proc/PID/stat: ${line}`);
  return stat;
}

/** The proportional set size of `/proc/PID/smaps_rollup`, in bytes; null where it is not told, as of a process that ends. */
export function parsePssBytes(text: string): number | null {
  const kibibytes = /^Pss:\s+(\d+) kB$/m.exec(text)?.[1];
  return kibibytes === undefined ? null : Number(kibibytes) * 1024;
}

/** The processes that descend from the roots, and the roots themselves as far as they exist. */
export function descendantsOf<Process extends { readonly pid: number; readonly parentPid: number }>(
  roots: readonly number[],
  processes: readonly Process[],
): Process[] {
  const wanted = new Set(roots);
  for (let before = -1; before !== wanted.size; ) {
    before = wanted.size;
    for (const { pid, parentPid } of processes) if (wanted.has(parentPid)) wanted.add(pid);
  }
  return processes.filter(({ pid }) => wanted.has(pid));
}
