import type { Server } from 'node:http';
import type { MeshProblem } from '../control-messages.ts';

/** Listens on loopback; a port that cannot be had is a problem to report, not an exception. */
export function openPort(server: Server, port: number, path: string): Promise<MeshProblem | undefined> {
  return new Promise((resolve) => {
    const onError = (error: NodeJS.ErrnoException) => {
      const why =
        error.code === 'EADDRINUSE' ? 'is taken' : `cannot be opened (${error.code ?? error.message})`;
      const message = `port ${port} ${why}; stop what holds it or choose another --port-offset`;
      resolve({ code: 'port-taken', path, message, port });
    };
    server.once('error', onError);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', onError);
      resolve(undefined);
    });
  });
}

const idleCheckMs = 250;

/** Stops accepting at once; connections end with the request that is on them. */
export function closePort(server: Server): void {
  const closing = setInterval(() => server.closeIdleConnections(), idleCheckMs);
  server.close(() => clearInterval(closing));
}
