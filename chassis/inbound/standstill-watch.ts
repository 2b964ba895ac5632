import type { Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

interface WatchedConnection {
  /** Response of the latest request. */
  response: ServerResponse | undefined;
  /** The response at the previous check. */
  seen: ServerResponse | undefined;
  bytesRead: number;
  looksWithoutProgress: number;
}

const lookEveryMs = 500;
const mostLooks = 6;
/** Fewer bytes within the checks are no progress: an attacker holds a connection open with one byte a second. */
const leastBytes = 32;

/**
 * Finds requests whose body has begun and makes no progress: fewer than 32 bytes in three seconds. Exempt are a slow
 * but steady body, a body that the server itself does not read, and a request whose response has begun. Counts checks
 * instead of time, so that callers are not blamed for a process that was stopped or busy.
 */
export class StandstillWatch {
  readonly #connections = new Map<Socket, WatchedConnection>();
  readonly #onStandstill: (socket: Socket, response: ServerResponse) => void;
  #timer: NodeJS.Timeout | undefined;

  constructor(server: Server, onStandstill: (socket: Socket, response: ServerResponse) => void) {
    this.#onStandstill = onStandstill;
    server.on('connection', (socket: Socket) => this.#add(socket));
    // The one that requests come from where there is TLS.
    server.on('secureConnection', (socket: Socket) => this.#add(socket));
  }

  /** Watches the latest request of a connection. */
  follow(socket: Socket, response: ServerResponse): void {
    const connection = this.#connections.get(socket);
    if (connection !== undefined) connection.response = response;
  }

  responseOn(socket: Socket): ServerResponse | undefined {
    return this.#connections.get(socket)?.response;
  }

  #add(socket: Socket): void {
    const fresh = { response: undefined, seen: undefined, bytesRead: 0, looksWithoutProgress: 0 };
    this.#connections.set(socket, fresh);
    socket.once('close', () => this.#remove(socket));
    this.#timer ??= setInterval(() => this.#look(), lookEveryMs).unref();
  }

  #remove(socket: Socket): void {
    this.#connections.delete(socket);
    if (this.#connections.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #look(): void {
    for (const [socket, connection] of this.#connections) {
      const { response } = connection;
      if (response === undefined) continue;
      if (!isAwaited(response) || hasProgress(socket, connection)) connection.looksWithoutProgress = 0;
      else connection.looksWithoutProgress += 1;
      if (connection.looksWithoutProgress < mostLooks) continue;
      connection.looksWithoutProgress = 0;
      this.#onStandstill(socket, response);
    }
  }
}

/** Whether the rest of the request is awaited from its sender alone. */
function isAwaited({ req: request, headersSent, writableEnded }: ServerResponse): boolean {
  if (request.complete || request.destroyed) return false;
  return (!headersSent || writableEnded) && request.readableLength === 0;
}

function hasProgress(socket: Socket, connection: WatchedConnection): boolean {
  const { response, seen, bytesRead } = connection;
  if (response === seen && socket.bytesRead - bytesRead < leastBytes) return false;
  connection.seen = response;
  connection.bytesRead = socket.bytesRead;
  return true;
}
