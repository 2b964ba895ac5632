import { Agent, type Dispatcher, request } from 'undici';
import type { FixtureCluster } from './fixture-cluster.ts';

export interface ApiAnswer {
  readonly status: number;
  readonly headers: Dispatcher.ResponseData['headers'];
  readonly text: string;
  /** Its fields; none where it is no JSON. */
  readonly body: Readonly<Record<string, unknown>>;
}

interface ApiRequest {
  readonly method?: Dispatcher.HttpMethod;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

interface StreamRequest {
  readonly method: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: Buffer | string | null;
}

/** Asks the cluster's API without a client library, for what a client library would not let a test do. */
export class ApiClient {
  readonly #server: string;
  readonly #token: string;
  readonly #agent: Agent;

  private constructor(server: string, token: string, authority: string) {
    this.#server = server;
    this.#token = token;
    // A test may ask under any name.
    const checkServerIdentity = () => undefined;
    this.#agent = new Agent({ connect: { ca: authority, checkServerIdentity }, pipelining: 1 });
  }

  static async of(cluster: FixtureCluster): Promise<ApiClient> {
    const { clusters, users } = await cluster.kubeconfig();
    const [{ cluster: endpoint }] = clusters;
    const authority = Buffer.from(endpoint['certificate-authority-data'] ?? '', 'base64').toString();
    return new ApiClient(endpoint.server, users[0].user.token, authority);
  }

  /** With the token, and JSON in the body. */
  ask(path: string, { method = 'GET', headers = {}, body }: ApiRequest = {}): Promise<ApiAnswer> {
    const content = body === undefined ? {} : { 'content-type': 'application/json' };
    const authorization = `Bearer ${this.#token}`;
    return this.send(path, {
      method,
      headers: { authorization, ...content, ...headers },
      body: body === undefined ? null : JSON.stringify(body),
    });
  }

  /** Exactly as it is given. */
  async send(
    path: string,
    options: Pick<Dispatcher.RequestOptions, 'method' | 'headers' | 'body'>,
  ): Promise<ApiAnswer> {
    const { statusCode, headers, body } = await request(`${this.#server}${path}`, {
      ...options,
      dispatcher: this.#agent,
    });
    const text = await body.text();
    return { status: statusCode, headers, text, body: fieldsOf(text) };
  }

  /** With the token, as `send`; the answer goes on until it ends or is destroyed. */
  stream(path: string, { headers = {}, ...options }: StreamRequest): Promise<Dispatcher.ResponseData> {
    return request(`${this.#server}${path}`, {
      ...options,
      headers: { ...headers, authorization: `Bearer ${this.#token}` },
      method: options.method as Dispatcher.HttpMethod,
      dispatcher: this.#agent,
    });
  }

  close(): Promise<void> {
    return this.#agent.destroy();
  }
}

function fieldsOf(text: string): ApiAnswer['body'] {
  try {
    return JSON.parse(text) as ApiAnswer['body'];
  } catch {
    return {};
  }
}
