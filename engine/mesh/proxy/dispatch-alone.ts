import { request as openRequest } from 'node:http';
import type { Readable } from 'node:stream';
import type { Dispatcher } from 'undici';

interface LoneRequest {
  readonly port: number;
  readonly method: string;
  readonly path: string;
  readonly headers: readonly string[];
  readonly body: Readable;
}

/**
 * Sends a request on a connection of its own, headers first. undici's pool holds the headers back until the first byte
 * of the body, which never comes from a caller that waits for the response's headers before it sends any.
 */
export function dispatchAlone(request: LoneRequest, handler: Dispatcher.DispatchHandler): void {
  const { port, method, path, headers, body } = request;
  const outgoing = openRequest({
    host: '127.0.0.1',
    port,
    method,
    path,
    agent: false,
    headers: [...headers],
  });
  const end = () => {
    body.unpipe(outgoing).destroy();
    outgoing.destroy();
  };
  outgoing.once('socket', (socket) => {
    socket.once('connect', () => handler.onConnect?.(end));
  });
  let hasResponse = false;
  outgoing.once('response', (response) => {
    hasResponse = true;
    const raw = response.rawHeaders.map((text) => Buffer.from(text, 'latin1'));
    const resume = () => void response.resume();
    try {
      handler.onHeaders?.(response.statusCode ?? 0, raw, resume, response.statusMessage ?? '');
    } catch (error) {
      // Headers that cannot be sent on; undici's own dispatch reports what a handler throws as well.
      handler.onError?.(error instanceof Error ? error : new Error(String(error)));
      end();
      return;
    }
    response.on('data', (chunk: Buffer) => {
      if (handler.onData?.(chunk) === false) response.pause();
    });
    response.once('end', () => {
      handler.onComplete?.([]);
      // Whatever of the body is still to come was answered without.
      if (!body.readableEnded) end();
    });
    response.once('error', (error) => handler.onError?.(error));
  });
  // Offered to nobody, and so broken: without this the answer would be neither a response nor an error.
  outgoing.once('upgrade', (response, socket) => {
    socket.destroy();
    handler.onError?.(new Error(`answered ${response.statusCode} although no other protocol was offered`));
  });
  outgoing.on('error', (error) => {
    // Once there is a response, that tells how it went on.
    if (!hasResponse) handler.onError?.(error);
  });
  outgoing.flushHeaders();
  body.pipe(outgoing);
}
