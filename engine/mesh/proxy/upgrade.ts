import { type IncomingMessage, request as openRequest, type RequestOptions, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { sendProblem } from '@petstore/chassis/inbound';
import type { MeshEndpoint } from '../mesh-configuration.ts';
import { classifyFailure, type Failure, noReadyEndpoint, type ResponseFlag } from './classify-failure.ts';
import type { Route } from './endpoint-route.ts';
import { endToEndHeaders, requestHeaders } from './forwarded-headers.ts';
import { judgeRequest, type Refusal } from './judge-request.ts';
import type { UpstreamEndpoint } from './upstream-endpoint.ts';

export interface UpgradeArrival {
  readonly request: IncomingMessage;
  readonly socket: Socket;
  /** What the caller sent right behind its request. */
  readonly head: Buffer;
}

/**
 * A request for another protocol (WebSocket) on its way: each on a connection of its own, whose bytes flow both ways as
 * they are once the callee has agreed with 101. A callee that does not agree answers as it would any request.
 */
export class Upgrade {
  readonly #startedAt = performance.now();
  readonly #arrival: UpgradeArrival;
  readonly #route: Route;
  readonly #stranger: Refusal | undefined;
  #upstream: UpstreamEndpoint | undefined;
  #response: ServerResponse | undefined;
  #isSettled = false;

  constructor(arrival: UpgradeArrival, route: Route, stranger?: Refusal) {
    this.#arrival = arrival;
    this.#route = route;
    this.#stranger = stranger;
  }

  start(): void {
    const { request, socket } = this.#arrival;
    const { rawHeaders, url = '', method = 'GET', httpVersion } = request;
    const { upstream, certificate, service } = this.#route;
    // The other side may be gone at any time; what that means is decided by what is closed.
    socket.on('error', () => undefined);
    const forwarded = requestHeaders(rawHeaders, certificate);
    const refusal = judgeRequest({ target: url, httpVersion }, forwarded) ?? this.#stranger;
    if (refusal !== undefined) this.#refuse(refusal.failure, refusal.detail);
    else if (upstream === null) this.#refuse(noReadyEndpoint, `Service ${service} has no ready endpoint.`);
    else {
      this.#upstream = upstream;
      upstream.begin();
      const protocol = request.headers.upgrade ?? '';
      const headers = [...forwarded.headers, 'Connection', 'Upgrade', 'Upgrade', protocol];
      this.#ask(upstream.endpoint, { method, path: url, headers });
    }
  }

  #ask({ port, pod }: MeshEndpoint, options: RequestOptions): void {
    const outgoing = openRequest({ host: '127.0.0.1', port, agent: false, ...options });
    let isConnected = false;
    outgoing.once('socket', (peer) => {
      peer.once('connect', () => {
        isConnected = true;
      });
    });
    outgoing.once('upgrade', (response, peer, rest) => this.#switched(response, peer, rest));
    outgoing.once('response', (response) => {
      try {
        this.#declined(response);
      } catch (error) {
        // Its headers cannot be sent on.
        response.destroy();
        const cause = error instanceof Error ? error : new Error(String(error));
        this.#failed(cause, classifyFailure(cause, true), pod);
      }
    });
    // May come more than once, and after the response as well.
    outgoing.on('error', (error) => this.#failed(error, classifyFailure(error, isConnected), pod));
    this.#arrival.socket.once('close', () => {
      this.#settle(0, 'DC');
      outgoing.destroy();
    });
    outgoing.end();
  }

  #switched(response: IncomingMessage, peer: Duplex, rest: Buffer): void {
    const { socket, head } = this.#arrival;
    const headers = [...endToEndHeaders(response.rawHeaders), 'Connection', 'Upgrade'];
    if (response.headers.upgrade !== undefined) headers.push('Upgrade', response.headers.upgrade);
    const lines = [`HTTP/1.1 101 ${response.statusMessage ?? ''}`];
    for (let index = 0; index + 1 < headers.length; index += 2)
      lines.push(`${headers[index]}: ${headers[index + 1]}`);
    socket.write(`${lines.join('\r\n')}\r\n\r\n`, 'latin1');
    if (rest.length > 0) socket.write(rest);
    if (head.length > 0) peer.write(head);
    peer.on('error', () => undefined);
    const close = () => {
      // Ahead of the listener for a caller that left before it had an answer.
      this.#settle(101, '-');
      socket.destroy();
      peer.destroy();
    };
    socket.prependOnceListener('close', close);
    peer.once('close', close);
    peer.pipe(socket).pipe(peer);
  }

  #declined(response: IncomingMessage): void {
    const answer = this.#answer();
    const status = response.statusCode ?? 0;
    answer.writeHead(status, response.statusMessage ?? '', endToEndHeaders(response.rawHeaders));
    response.once('end', () => this.#settle(status, '-'));
    response.once('error', () => {
      this.#settle(status, 'UC');
      this.#arrival.socket.destroy();
    });
    response.pipe(answer);
  }

  #failed(error: Error, failure: Failure, pod: string): void {
    if (this.#isSettled) return;
    if (this.#response?.headersSent !== true) {
      this.#refuse(failure, `${pod}: ${error.message}`);
      return;
    }
    this.#settle(this.#response.statusCode, 'UC');
    // The caller has part of a response: breaking its connection is the only way to say that it is not whole.
    this.#arrival.socket.destroy();
  }

  #refuse(failure: Failure, detail: string): void {
    sendProblem(this.#arrival.request, this.#answer(), { ...failure, detail });
    this.#settle(failure.status, failure.flag);
  }

  /** An ordinary response on a connection that was taken away from the server, its last. */
  #answer(): ServerResponse {
    if (this.#response !== undefined) return this.#response;
    const { request, socket } = this.#arrival;
    const answer = new ServerResponse(request);
    answer.shouldKeepAlive = false;
    answer.once('finish', () => socket.end());
    answer.assignSocket(socket);
    this.#response = answer;
    return answer;
  }

  #settle(status: number, flag: ResponseFlag): void {
    if (this.#isSettled) return;
    this.#isSettled = true;
    this.#upstream?.end();
    this.#route.record(status, flag, performance.now() - this.#startedAt);
  }
}
