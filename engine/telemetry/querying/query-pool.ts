import type { SeriesStore } from '@petstore/promql/storage';
import type { QueryAnswer, QueryFailure, QueryRequest } from './query-messages.ts';
import { QueryFailed, QueryThread } from './query-thread.ts';

interface QueryPoolOptions {
  readonly store: SeriesStore;
  readonly workerPath: string;
  /** Samples that one query may load; 10,000,000 by default (160 MB). */
  readonly mostSamples?: number;
}

export interface QueryOutcome {
  readonly answer: QueryAnswer;
  readonly waitedMs: number;
}

interface Waiting {
  start(thread: QueryThread): void;
}

const mostThreads = 2;
const mostWaiting = 200;
const heapMegabytes = 384;
/** A thread without work gives its memory back. */
const idleMs = 60_000;
/** Evaluation looks at the clock itself; this is for one that cannot. */
const graceMs = 250;

/**
 * Evaluates queries in threads of their own, so that none can hold up whoever receives, scrapes or answers. Threads
 * exist while there is work.
 */
export class QueryPool {
  readonly #options: Required<QueryPoolOptions>;
  readonly #idle = new Map<QueryThread, NodeJS.Timeout>();
  readonly #waiting: Waiting[] = [];
  readonly #threads = new Set<QueryThread>();
  #nextId = 1;

  constructor(options: QueryPoolOptions) {
    this.#options = { mostSamples: 10_000_000, ...options };
  }

  /** Rejects with `QueryFailed`. The timeout covers the wait for a thread; an abort ends the query at once. */
  async run(request: QueryRequest, signal: AbortSignal): Promise<QueryOutcome> {
    const askedAt = performance.now();
    const thread = await this.#thread(request.options.timeoutMs, signal);
    const waitedMs = performance.now() - askedAt;
    const leftMs = Math.max(1, request.options.timeoutMs - waitedMs);
    const end = (failure: QueryFailure) => void thread.end(failure);
    const lateness = setTimeout(() => end(timedOut('expression evaluation')), leftMs + graceMs);
    const onAbort = () => end(canceled('expression evaluation'));
    signal.addEventListener('abort', onAbort, { once: true });
    try {
      const options = { ...request.options, timeoutMs: leftMs };
      const { mostSamples } = this.#options;
      const command = { id: this.#nextId++, request: { ...request, options }, mostSamples };
      return { answer: await thread.run(command), waitedMs };
    } finally {
      clearTimeout(lateness);
      signal.removeEventListener('abort', onAbort);
      this.#release(thread);
    }
  }

  async stop(): Promise<void> {
    for (const timer of this.#idle.values()) clearTimeout(timer);
    await Promise.all([...this.#threads].map((thread) => thread.end(canceled('shutdown'))));
  }

  async #thread(timeoutMs: number, signal: AbortSignal): Promise<QueryThread> {
    if (signal.aborted) throw new QueryFailed(canceled('query queue'));
    const [idle] = this.#idle.keys();
    if (idle !== undefined) {
      clearTimeout(this.#idle.get(idle));
      this.#idle.delete(idle);
      return idle;
    }
    if (this.#threads.size < mostThreads) return this.#begin();
    if (this.#waiting.length >= mostWaiting)
      throw new QueryFailed({ kind: 'limit', message: 'too many queries are waiting', span: null });
    return this.#wait(timeoutMs, signal);
  }

  #wait(timeoutMs: number, signal: AbortSignal): Promise<QueryThread> {
    return new Promise((resolve, reject) => {
      const leave = (failure: QueryFailure) => {
        this.#waiting.splice(this.#waiting.indexOf(waiting), 1);
        settle();
        reject(new QueryFailed(failure));
      };
      const onAbort = () => leave(canceled('query queue'));
      const lateness = setTimeout(() => leave(timedOut('query queue')), timeoutMs);
      const settle = () => {
        clearTimeout(lateness);
        signal.removeEventListener('abort', onAbort);
      };
      const waiting: Waiting = {
        start(thread) {
          settle();
          resolve(thread);
        },
      };
      signal.addEventListener('abort', onAbort, { once: true });
      this.#waiting.push(waiting);
    });
  }

  #begin(): QueryThread {
    const { store, workerPath } = this.#options;
    const thread = new QueryThread({ store, workerPath, heapMegabytes });
    this.#threads.add(thread);
    return thread;
  }

  #release(thread: QueryThread): void {
    if (thread.isOver) this.#threads.delete(thread);
    const next = this.#waiting.shift();
    if (next !== undefined) {
      next.start(thread.isOver ? this.#begin() : thread);
      return;
    }
    if (thread.isOver) return;
    const timer = setTimeout(() => this.#retire(thread), idleMs);
    this.#idle.set(thread, timer.unref());
  }

  #retire(thread: QueryThread): void {
    this.#idle.delete(thread);
    this.#threads.delete(thread);
    void thread.end(canceled('idle thread'));
  }
}

function timedOut(where: string): QueryFailure {
  return { kind: 'timeout', message: `query timed out in ${where}`, span: null };
}

function canceled(where: string): QueryFailure {
  return { kind: 'canceled', message: `query was canceled in ${where}`, span: null };
}
