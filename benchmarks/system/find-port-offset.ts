import { isPortFree } from '@petstore/engine/supervisor';
import { benchmarkErrors } from '../errors.ts';

/** What a system opens without an offset, the ports that it will open one day included. */
const fixedPorts = [8080, 8000, 8001, 8002, 8003, 8004, 9000, 9090, 4318, 5433];
/** The highest of them stays below the pods' ports. */
const offsets = { first: 1_000, last: 10_900 };
const mostTries = 200;

/** Any port offset under which every fixed port of a system is free now. */
export async function findPortOffset(random: () => number = Math.random): Promise<number> {
  for (let tries = 0; tries < mostTries; tries += 1) {
    const offset = offsets.first + Math.floor(random() * (offsets.last - offsets.first));
    const free = await Promise.all(fixedPorts.map((port) => isPortFree(port + offset)));
    if (free.every(Boolean)) return offset;
  }
  const message = `Under none of ${mostTries} port offsets all ports of a system are free.`;
  throw benchmarkErrors.create('benchmark-process-failed', { message });
}
