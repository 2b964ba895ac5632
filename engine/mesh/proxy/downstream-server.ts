import type { Server } from 'node:http';
import { Socket } from 'node:net';
import { createInboundServer } from '@petstore/chassis/inbound';
import type { Arrival } from './exchange.ts';
import type { UpgradeArrival } from './upgrade.ts';
import { headWithoutUpgrade, isUpgradable } from './without-upgrade.ts';

export interface ArrivalListeners {
  readonly onArrival: (arrival: Arrival) => void;
  readonly onUpgrade: (arrival: UpgradeArrival) => void;
}

/** The HTTP server of one listener. Bodies may take as long as the callee lets them; what cannot be forwarded is refused, and counted, as a request. */
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
