import { mkdtemp, rm } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger } from '@petstore/chassis/logging';
import { type Clock, systemClock } from '@petstore/chassis/time';
import { type ClusterCredentials, keepKubeconfig, prepareCredentials } from '../api/access/index.ts';
import { Admission } from '../api/admission/admission.ts';
import { type ClusterApi, type ServedCluster, startClusterApi } from '../api/http/index.ts';
import { ObjectStore } from '../api/store/object-store.ts';
import { ClusterWriter } from '../api/writing/cluster-writer.ts';
import { type LogStore, openLogStore } from '../kubelet/index.ts';

export interface TestRequest {
  readonly method?: string;
  /** JSON unless it is text. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What tests read of an object, a list, a Table or a Status; each of them has some of it. */
export interface AnswerDocument {
  readonly kind: string;
  readonly reason: string;
  readonly message: string;
  readonly metadata: {
    readonly name: string;
    readonly uid: string;
    readonly resourceVersion: string;
    readonly continue?: string;
    readonly remainingItemCount?: number;
    readonly deletionTimestamp?: string;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly items: readonly AnswerDocument[];
  readonly spec: { readonly replicas: number };
  readonly status: { readonly userInfo: { readonly username: string } };
  readonly columnDefinitions: readonly unknown[];
  readonly rows: readonly { readonly cells: readonly unknown[] }[];
}

export interface TestAnswer {
  readonly code: number;
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
  readonly json: AnswerDocument;
}

/** Kubernetes' API over an empty store, on a port of its own, with nothing else of an engine. */
export class TestCluster {
  readonly store: ObjectStore;
  readonly logs: LogStore;
  readonly credentials: ClusterCredentials;
  readonly api: ClusterApi;
  readonly #directory: string;

  private constructor(parts: Pick<TestCluster, 'store' | 'logs' | 'credentials' | 'api'>, directory: string) {
    this.store = parts.store;
    this.logs = parts.logs;
    this.credentials = parts.credentials;
    this.api = parts.api;
    this.#directory = directory;
  }

  static async start(
    parts: Pick<ServedCluster, 'podMetrics'> & {
      readonly clock?: Clock;
    },
  ): Promise<TestCluster> {
    const { clock = systemClock, podMetrics } = parts;
    const directory = await mkdtemp(join(tmpdir(), 'cluster-api-'));
    const credentials = await prepareCredentials(join(directory, 'access'), systemClock.now());
    const onProblem = (error: unknown) => {
      throw error;
    };
    const logs = await openLogStore({ directory: join(directory, 'logs'), clock: systemClock, onProblem });
    const store = new ObjectStore({ clock });
    const logger = createLogger({ service: 'engine', level: 'fatal' });
    const processes = { appDirectory: null, allowedVariables: new Set<string>() };
    const admission = new Admission({ store, processes });
    const writer = new ClusterWriter({ store, clock, admission });
    const served = { store, logs, podMetrics, clock, logger, writer };
    const api = await startClusterApi({ ...served, port: 0, credentials });
    return new TestCluster({ store, logs, credentials, api }, directory);
  }

  get url(): string {
    return `https://127.0.0.1:${this.api.port}`;
  }

  /** Begins a request with the token, unless other headers say otherwise. */
  open(path: string, { method = 'GET', body, headers = {} }: TestRequest = {}): Promise<IncomingMessage> {
    const text = typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body);
    return new Promise((resolve, reject) => {
      const request = httpsRequest(
        `${this.url}${path}`,
        {
          method,
          ca: this.credentials.certificate,
          agent: false,
          // Whatever name the request is made under.
          servername: 'localhost',
          headers: {
            authorization: `Bearer ${this.credentials.token}`,
            // Node would send the body of a DELETE without saying how long it is.
            ...(text === undefined
              ? {}
              : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }),
            ...headers,
          },
        },
        resolve,
      );
      request.once('error', reject).end(text);
    });
  }

  async ask(path: string, request: TestRequest = {}): Promise<TestAnswer> {
    const response = await this.open(path, request);
    let text = '';
    for await (const chunk of response.setEncoding('utf8')) text += chunk;
    const isJson = (response.headers['content-type'] ?? '').startsWith('application/json');
    return {
      code: response.statusCode ?? 0,
      headers: response.headers,
      text,
      json: isJson && text !== '' ? JSON.parse(text) : null,
    };
  }

  /** Writes the file that clients of Kubernetes read, with that namespace, and returns its path. */
  keepKubeconfig(namespace: string): Promise<string> {
    const { credentials, api } = this;
    return keepKubeconfig(this.#directory, { credentials, port: api.port, portOffset: 0, namespace });
  }

  async stop(): Promise<void> {
    await this.api.close();
    await rm(this.#directory, { recursive: true, force: true });
  }
}
