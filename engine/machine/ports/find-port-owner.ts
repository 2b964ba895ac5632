import { readdir, readFile, readlink } from 'node:fs/promises';

interface PortOwner {
  readonly pid: number;
  readonly command: string;
}

/**
 * Which process listens on a TCP port of this machine; null where /proc does not tell (not Linux, or another user's
 * process).
 */
export async function findPortOwner(port: number): Promise<PortOwner | null> {
  const tables = await Promise.all(
    ['/proc/net/tcp', '/proc/net/tcp6'].map((path) => readFile(path, 'utf8').catch(() => '')),
  );
  const inodes = new Set(tables.flatMap((table) => listeningInodes(table, port)));
  if (inodes.size === 0) return null;
  const names = await readdir('/proc').catch(() => []);
  for (const pid of names.filter((name) => /^\d+$/.test(name))) {
    if (await holdsSocket(pid, inodes)) return { pid: Number(pid), command: await commandOf(pid) };
  }
  return null;
}

/**
 * The sockets in LISTEN state (0A) on a port, from the kernel's table.
 * https://docs.kernel.org/networking/proc_net_tcp.html
 */
export function listeningInodes(table: string, port: number): string[] {
  const wanted = port.toString(16).toUpperCase().padStart(4, '0');
  return table.split('\n').flatMap((line) => {
    const fields = line.trim().split(/\s+/);
    const [local, state, inode] = [fields[1], fields[3], fields[9]];
    return state === '0A' && local?.endsWith(`:${wanted}`) && inode !== undefined ? [inode] : [];
  });
}

async function holdsSocket(pid: string, inodes: ReadonlySet<string>): Promise<boolean> {
  const descriptors = await readdir(`/proc/${pid}/fd`).catch(() => []);
  for (const descriptor of descriptors) {
    const target = await readlink(`/proc/${pid}/fd/${descriptor}`).catch(() => '');
    const inode = /^socket:\[(\d+)\]$/.exec(target)?.[1];
    if (inode !== undefined && inodes.has(inode)) return true;
  }
  return false;
}

/** The program and its first arguments; the rest may be long, or secret. */
async function commandOf(pid: string): Promise<string> {
  const words = (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).split('\0').filter(Boolean);
  return words.slice(0, 2).join(' ');
}
