import type { IncomingMessage, ServerResponse } from 'node:http';
import { sendProblem } from '@petstore/chassis/inbound';
import type { Dispatcher } from 'undici';
import {
  classifyFailure,
  type Failure,
  noReadyEndpoint,
  notForwardable,
  type ResponseFlag,
} from './classify-failure.ts';
import { dispatchAlone } from './dispatch-alone.ts';
import type { Route } from './endpoint-route.ts';
import { type ForwardedRequest, requestHeaders, responseHeaders } from './forwarded-headers.ts';
import { judgeRequest, type Refusal } from './judge-request.ts';
import { discardRest, RequestBody } from './request-body.ts';
import type { UpstreamEndpoint } from './upstream-endpoint.ts';

export interface Arrival {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** The caller waits for 100 Continue before it sends its body. */
  readonly expectsContinue: boolean;
}

interface ExchangeOptions {
  /** The way to the endpoint whose turn it is. */
  readonly choose: () => Route;
  readonly listener: Closing;
  /** Why this caller may not ask here. */
  readonly stranger?: Refusal | undefined;
}

/** A body that has not begun by then may be one that waits for the response's headers. */
const firstByteWithinMs = 20;

/** A listener that closes answers what it has been asked, and says on each answer that it is the last. */
export interface Closing {
  readonly isClosing: boolean;
}

/**
 * One request and its response on their way through, neither ever held as a whole.
 * It takes undici's callbacks as they come (not `Pool.stream`): the raw header bytes, and no stream object in between.
 */
export class Exchange implements Dispatcher.DispatchHandler {
  readonly #startedAt = performance.now();
  readonly #request: IncomingMessage;
  readonly #response: ServerResponse;
  readonly #expectsContinue: boolean;
  readonly #choose: () => Route;
  readonly #listener: Closing;
  readonly #stranger: Refusal | undefined;
  #route: Route;
  #upstream: UpstreamEndpoint | undefined;
  #abort: (() => void) | undefined;
  #resume: (() => void) | undefined;
  #status = 0;
  /** The response's first bytes, until the end of the turn in which its headers came. */
  #first: Buffer | undefined;
  #hasWritten = false;
  #isSettled = false;

  constructor(arrival: Arrival, { choose, listener, stranger }: ExchangeOptions) {
    this.#request = arrival.request;
    this.#response = arrival.response;
    this.#expectsContinue = arrival.expectsContinue;
    this.#choose = choose;
    this.#route = choose();
    this.#listener = listener;
    this.#stranger = stranger;
  }

  start(): void {
    const forwarded = this.#judged();
    if (forwarded === null) return;
    this.#response.on('close', () => this.#callerLeft());
    if (this.#expectsContinue) this.#response.writeContinue();
    if (!forwarded.hasBody) {
      this.#dispatch(forwarded, null);
      return;
    }
    // What came together with the headers lies in the request by then.
    process.nextTick(sendWithBody, this, forwarded);
  }

  sendWithBody(forwarded: ForwardedRequest): void {
    if (this.#isSettled) return;
    const request = this.#request;
    // Nearly always that is the whole body, which then needs neither a stream nor a timer.
    if (request.readableLength === forwarded.bodyLength) {
      this.#dispatch(forwarded, request.read());
      request.resume();
      return;
    }
    const body = new RequestBody(request);
    body.whenBegun(firstByteWithinMs, (hasBegun) => this.#send(forwarded, body, !hasBegun));
  }

  /** What is to be sent; null when it was refused instead. */
  #judged(): ForwardedRequest | null {
    const { rawHeaders, url = '', httpVersion } = this.#request;
    const { upstream, certificate, service } = this.#route;
    const forwarded = requestHeaders(rawHeaders, certificate);
    const refusal = judgeRequest({ target: url, httpVersion }, forwarded) ?? this.#stranger;
    if (refusal !== undefined) this.#refuse(refusal.failure, refusal.detail);
    else if (upstream === null) this.#refuse(noReadyEndpoint, `Service ${service} has no ready endpoint.`);
    else return forwarded;
    return null;
  }

  #send(judged: ForwardedRequest, body: RequestBody, isAlone: boolean): void {
    let forwarded: ForwardedRequest | null = this.#isSettled ? null : judged;
    // The endpoint may have gone while the body was waited for.
    if (forwarded !== null && this.#route.upstream?.isRetired === true) {
      this.#route = this.#choose();
      forwarded = this.#judged();
    }
    if (forwarded === null) body.destroy();
    else this.#dispatch(forwarded, body, isAlone);
  }

  #dispatch({ headers }: ForwardedRequest, body: RequestBody | Buffer | null, isAlone = false): void {
    const { url: path = '', method = 'GET' } = this.#request;
    const { upstream } = this.#route;
    if (upstream === null) return;
    this.#upstream = upstream;
    upstream.begin();
    const { port } = upstream.endpoint;
    if (isAlone && body instanceof RequestBody) dispatchAlone({ port, method, path, headers, body }, this);
    else upstream.pool.dispatch({ method, path, headers, body }, this);
  }

  onConnect(abort: () => void): void {
    this.#abort = abort;
    if (this.#isSettled) abort();
  }

  /** undici's signature: status, raw headers, how to go on after a pause, status text. */
  onHeaders(status: number, headers: Buffer[], resume: () => void, statusText: string): boolean {
    // Early hints and the like: the final response is still to come.
    if (status < 200) return true;
    this.#resume = resume;
    if (this.#listener.isClosing) this.#response.shouldKeepAlive = false;
    // Throws where they cannot be sent on: then there is no response yet, and the failure is answered.
    this.#response.writeHead(status, statusText, responseHeaders(headers));
    this.#status = status;
    // Whole already. undici takes a 304 with a content-length, which RFC 9110 (15.4.5) allows, for a broken response.
    if (status === 304 || status === 204) this.onComplete();
    else process.nextTick(flushBegun, this);
    return true;
  }

  onData(chunk: Buffer): boolean {
    if (!this.#hasWritten && this.#first === undefined) {
      this.#first = chunk;
      return true;
    }
    this.flushBegun();
    if (this.#response.write(chunk) || this.#resume === undefined) return true;
    // One waiter, however many chunks were already on their way when the first did not fit.
    if (this.#response.listenerCount('drain') === 0) this.#response.once('drain', this.#resume);
    return false;
  }

  onComplete(): void {
    if (this.#isSettled) return;
    // Nearly always the response came whole: then it is one write.
    this.#response.end(this.#first);
    this.#first = undefined;
    this.#hasWritten = true;
    this.#settle(this.#status, '-');
  }

  onError(error: Error): void {
    if (this.#isSettled) return;
    if (this.#status !== 0) {
      this.#settle(this.#status, 'UC');
      // The caller has part of a response: breaking its connection is the only way to say that it is not whole.
      this.#response.destroy();
      return;
    }
    const endpoint = this.#upstream?.endpoint;
    this.#refuse(
      classifyFailure(error, this.#abort !== undefined),
      `${endpoint?.workload} (${endpoint?.pod}): ${error.message}`,
    );
  }

  /** Headers usually leave together with the body; where that is still to come they must not wait for it. */
  flushBegun(): void {
    const first = this.#first;
    this.#first = undefined;
    if (this.#response.destroyed) return;
    if (first !== undefined) this.#response.write(first);
    else if (!this.#hasWritten) this.#response.flushHeaders();
    this.#hasWritten = true;
  }

  /** Answers for the proxy itself. */
  #refuse(failure: Failure, detail: string): void {
    // A caller that was not told to continue may or may not send its body: nothing after it could be understood. What
    // comes behind a request that is not clear may be meant for somebody else.
    if (this.#expectsContinue || this.#listener.isClosing || failure === notForwardable)
      this.#response.shouldKeepAlive = false;
    sendProblem(this.#request, this.#response, { ...failure, detail });
    this.#settle(failure.status, failure.flag);
    if (!this.#request.complete) discardRest(this.#request);
  }

  #callerLeft(): void {
    if (this.#isSettled) return;
    this.#settle(this.#status, 'DC');
    this.#abort?.();
  }

  #settle(status: number, flag: ResponseFlag): void {
    this.#isSettled = true;
    this.#upstream?.end();
    this.#route.record(status, flag, performance.now() - this.#startedAt);
  }
}

function sendWithBody(exchange: Exchange, forwarded: ForwardedRequest): void {
  exchange.sendWithBody(forwarded);
}

function flushBegun(exchange: Exchange): void {
  exchange.flushBegun();
}
