import Pool from 'undici/lib/dispatcher/pool.js';
import type { MeshEndpoint } from '../mesh-configuration.ts';
import type { Loaded } from './choose-endpoint.ts';
import { connectUpstream } from './connect-upstream.ts';

/** A ready pod and the kept-alive connections to it. */
export class UpstreamEndpoint implements Loaded {
  readonly endpoint: MeshEndpoint;
  readonly pool: InstanceType<typeof Pool>;
  #inFlight = 0;
  #isRetired = false;
  #onIdle: (() => void)[] = [];

  constructor(endpoint: MeshEndpoint) {
    this.endpoint = endpoint;
    // Timeouts are the caller's business: it goes away, and the request is broken off with it.
    const connect = connectUpstream(endpoint.port);
    this.pool = new Pool(`http://127.0.0.1:${endpoint.port}`, { connect, headersTimeout: 0, bodyTimeout: 0 });
  }

  /** Requests sent that have not ended. */
  get inFlight(): number {
    return this.#inFlight;
  }

  begin(): void {
    this.#inFlight += 1;
  }

  end(): void {
    this.#inFlight -= 1;
    if (this.#inFlight > 0) return;
    for (const tell of this.#onIdle.splice(0)) tell();
  }

  whenIdle(): Promise<void> {
    if (this.#inFlight === 0) return Promise.resolve();
    return new Promise((resolve) => this.#onIdle.push(resolve));
  }

  get isRetired(): boolean {
    return this.#isRetired;
  }

  /** Closes the connections as soon as the requests on them are done; none may be sent any more. */
  retire(): Promise<void> {
    this.#isRetired = true;
    return this.pool.close();
  }
}
