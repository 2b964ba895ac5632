import type { IncomingMessage, Server } from 'node:http';
import { Socket } from 'node:net';
import { createInboundServer } from '@petstore/chassis/inbound';
import type { Arrival } from './exchange.ts';
import type { UpgradeArrival } from './upgrade.ts';

interface ArrivalListeners {
  readonly onArrival: (arrival: Arrival) => void;
  readonly onUpgrade: (arrival: UpgradeArrival) => void;
}

/**
 * The HTTP server of one listener. Bodies may take as long as the callee lets them; what cannot be forwarded is
 * refused, and counted, as a request.
 */
export function createDownstreamServer({ onArrival, onUpgrade }: ArrivalListeners): Server {
  const server = createInboundServer({
    judgesHeads: false,
    arrivesWithinMs: 0,
    onRequest: (request, response) => onArrival({ request, response, expectsContinue: false }),
    onContinue: (request, response) => onArrival({ request, response, expectsContinue: true }),
  });
  server.on('upgrade', (request, socket, head) => {
    if (!(socket instanceof Socket)) socket.destroy();
    else if (isUpgradable(request)) onUpgrade({ request, socket, head });
    else {
      // A callee may ignore the offer, and so does the mesh: the request comes once more, without it.
      socket.unshift(Buffer.concat([Buffer.from(headWithoutUpgrade(request), 'latin1'), head]));
      server.emit('connection', socket);
    }
  });
  return server;
}

/** A request's head as it would have been sent by a caller who does not offer another protocol. */
export function headWithoutUpgrade(
  request: Pick<IncomingMessage, 'method' | 'url' | 'httpVersion' | 'rawHeaders'>,
): string {
  const { method, url, httpVersion, rawHeaders } = request;
  const lines = [`${method} ${url} HTTP/${httpVersion}`];
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? '';
    const value = rawHeaders[index + 1] ?? '';
    const lowerName = name.toLowerCase();
    if (lowerName === 'upgrade') continue;
    const options = value.split(',').filter((option) => option.trim().toLowerCase() !== 'upgrade');
    if (lowerName !== 'connection') lines.push(`${name}: ${value}`);
    else if (options.length > 0) lines.push(`${name}: ${options.join(',')}`);
  }
  return `${lines.join('\r\n')}\r\n\r\n`;
}

/** Whether another protocol can be agreed on for it: with a body on its way, the switch would come in the middle. */
export function isUpgradable({ method, headers }: Pick<IncomingMessage, 'method' | 'headers'>): boolean {
  const hasBody = headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0';
  return method === 'GET' && !hasBody;
}
