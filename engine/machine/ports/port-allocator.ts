import { createServer } from 'node:net';
import { defineErrors } from '@petstore/chassis/errors';

export const portErrors = defineErrors({
  'no-free-pod-port': {
    kind: 'exhausted',
    message: 'Every port of pods, 20000 to 29999, is taken; stop what holds them or run fewer replicas.',
  },
});

/** The ports of pods and of their outbound listeners; services' own ports must stay outside. */
export const podPorts = { first: 20_000, last: 29_999 } as const;

/** Hands out free ports of the pods' range. */
export interface PortAllocator {
  allocate(): Promise<number>;
  release(port: number): void;
}

const portCount = podPorts.last - podPorts.first + 1;

/** Systems side by side begin at different places of the range, so that they seldom meet on a port. */
export function startingPort(portOffset: number): number {
  return podPorts.first + ((Math.imul(portOffset + 1, 0x9e3779b1) >>> 0) % portCount);
}

/** Allocates upwards from the offset's starting point; each port is tried before it is handed out. */
export function createPortAllocator(
  portOffset: number,
  isFree: (port: number) => Promise<boolean> = isPortFree,
): PortAllocator {
  const taken = new Set<number>();
  let next = startingPort(portOffset) - podPorts.first;
  return {
    async allocate() {
      for (let tried = 0; tried < portCount; tried += 1) {
        const port = podPorts.first + next;
        next = (next + 1) % portCount;
        if (taken.has(port)) continue;
        taken.add(port);
        if (await isFree(port)) return port;
        taken.delete(port);
      }
      throw portErrors.create('no-free-pod-port');
    },
    release: (port) => taken.delete(port),
  };
}

/** Whether this machine would let a process listen there now. */
export function isPortFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)));
  });
}
