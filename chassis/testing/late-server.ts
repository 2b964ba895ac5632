import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { pipeline } from 'node:stream/promises';

export interface LateServerTarget {
  readonly host: string;
  readonly port: number;
}

/** Relays a loopback port to a running server, so that a test can make the server unreachable and reachable again. */
export class LateServer {
  readonly #target: LateServerTarget;
  readonly #sockets = new Set<Socket>();
  #server: Server | undefined;
  #port = 0;

  constructor(target: LateServerTarget) {
    this.#target = target;
  }

  /** Reserves a port without a listener. */
  async reservePort(): Promise<number> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    this.#port = (server.address() as AddressInfo).port;
    server.close();
    await once(server, 'close');
    return this.#port;
  }

  async come(): Promise<void> {
    this.#server = createServer((inbound) => this.#relay(inbound)).listen(this.#port, '127.0.0.1');
    await once(this.#server, 'listening');
  }

  async close(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (server === undefined) return;
    server.close();
    for (const socket of this.#sockets) socket.destroy();
    await once(server, 'close');
  }

  #relay(inbound: Socket): void {
    const outbound = connect(this.#target.port, this.#target.host);
    for (const socket of [inbound, outbound]) {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
    }
    const broken = () => {
      inbound.destroy();
      outbound.destroy();
    };
    pipeline(inbound, outbound).catch(broken);
    pipeline(outbound, inbound).catch(broken);
  }
}
