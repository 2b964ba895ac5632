import { engineErrors } from '../../errors.ts';
import { findPortOwner } from './find-port-owner.ts';
import type { HostPort } from './plan-host-ports.ts';
import { isPortFree } from './port-allocator.ts';

/** Throws, before anything was started, one error with a line for every port that is taken. */
export async function checkHostPorts(ports: readonly HostPort[]): Promise<void> {
  const lines = await Promise.all(ports.map(lineOfTaken));
  const taken = lines.filter((line) => line !== null);
  if (taken.length === 0) return;
  throw engineErrors.create('host-port-taken', {
    message: `${taken.join('\n')}\nStop it, or start with another --port-offset.`,
    details: { ports: ports.filter((_, index) => lines[index] !== null) },
  });
}

async function lineOfTaken({ port, purpose }: HostPort): Promise<string | null> {
  if (await isPortFree(port)) return null;
  const owner = await findPortOwner(port);
  const who = owner === null ? 'another process' : `process ${owner.pid} (${owner.command})`;
  return `Port ${port}, for ${purpose}, is taken by ${who}.`;
}
