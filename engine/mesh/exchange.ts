import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Dispatcher } from 'undici';
import { classifyFailure, type Failure, noReadyEndpoint, type ResponseFlag } from './classify-failure.ts';
import { requestHeaders, responseHeaders } from './forwarded-headers.ts';
import { judgeRequest } from './judge-request.ts';
import { sendProblem } from './problem-response.ts';
import { discardRest, RequestBody } from './request-body.ts';
import type { Route } from './route.ts';
import type { UpstreamEndpoint } from './upstream-endpoint.ts';

export interface Arrival {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** The caller waits for 100 Continue before it sends its body. */
  readonly expectsContinue: boolean;
}

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
  readonly #route: Route;
  readonly #listener: Closing;
  #upstream: UpstreamEndpoint | undefined;
  #abort: (() => void) | undefined;
  #resume: (() => void) | undefined;
  #status = 0;
  #hasWritten = false;
  #isSettled = false;

  constructor(arrival: Arrival, route: Route, listener: Closing) {
    this.#request = arrival.request;
    this.#response = arrival.response;
    this.#expectsContinue = arrival.expectsContinue;
    this.#route = route;
    this.#listener = listener;
  }

  start(): void {
    const { rawHeaders, url = '', method = 'GET', httpVersion } = this.#request;
    const { upstream, certificate, service } = this.#route;
    const forwarded = requestHeaders(rawHeaders, certificate);
    const refusal = judgeRequest({ target: url, httpVersion }, forwarded);
    if (refusal !== undefined) this.#refuse(refusal.failure, refusal.detail);
    else if (upstream === null) this.#refuse(noReadyEndpoint, `Service ${service} has no ready endpoint.`);
    else {
      this.#upstream = upstream;
      upstream.inFlight++;
      this.#response.on('close', () => this.#callerLeft());
      if (this.#expectsContinue) this.#response.writeContinue();
      const body = forwarded.hasBody ? new RequestBody(this.#request) : null;
      upstream.pool.dispatch({ method, path: url, headers: forwarded.headers, body }, this);
    }
  }

  onConnect(abort: () => void): void {
    this.#abort = abort;
    if (this.#isSettled) abort();
  }

  /** undici's signature: status, raw headers, how to go on after a pause, status text. */
  onHeaders(...[status, headers, resume, statusText]: [number, Buffer[], () => void, string]): boolean {
    // Early hints and the like: the final response is still to come.
    if (status < 200) return true;
    this.#status = status;
    this.#resume = resume;
    if (this.#listener.isClosing) this.#response.shouldKeepAlive = false;
    this.#response.writeHead(status, statusText, responseHeaders(headers));
    // Whole already. undici takes a 304 with a content-length, which RFC 9110 (15.4.5) allows, for a broken response.
    if (status === 304 || status === 204) this.onComplete();
    else process.nextTick(flushLoneHeaders, this);
    return true;
  }

  onData(chunk: Buffer): boolean {
    this.#hasWritten = true;
    if (this.#response.write(chunk) || this.#resume === undefined) return true;
    // One waiter, however many chunks were already on their way when the first did not fit.
    if (this.#response.listenerCount('drain') === 0) this.#response.once('drain', this.#resume);
    return false;
  }

  onComplete(): void {
    if (this.#isSettled) return;
    this.#hasWritten = true;
    this.#response.end();
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

  /** Headers usually leave together with the first of the body; where that is still to come they must not wait for it. */
  flushLoneHeaders(): void {
    if (!this.#hasWritten && !this.#response.destroyed) this.#response.flushHeaders();
  }

  /** Answers for the proxy itself. */
  #refuse(failure: Failure, detail: string): void {
    // A caller that was not told to continue may or may not send its body: nothing after it could be understood.
    if (this.#expectsContinue || this.#listener.isClosing) this.#response.shouldKeepAlive = false;
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
    if (this.#upstream !== undefined) this.#upstream.inFlight--;
    this.#route.record(status, flag, performance.now() - this.#startedAt);
  }
}

function flushLoneHeaders(exchange: Exchange): void {
  exchange.flushLoneHeaders();
}
