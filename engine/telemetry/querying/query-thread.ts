import { Worker } from 'node:worker_threads';
import { Matcher, PromqlError } from '@petstore/promql';
import type { SeriesStore } from '@petstore/promql/storage';
import { SentLabels } from './pack-series.ts';
import type {
  QueryAnswer,
  QueryFailure,
  RunCommand,
  SelectAnswer,
  SelectRequest,
  WorkerReport,
  WorkerSetup,
} from './query-messages.ts';

interface QueryThreadOptions {
  readonly store: SeriesStore;
  readonly workerPath: string;
  /** Of its heap; a query that needs more ends the thread, and nothing else. */
  readonly heapMegabytes: number;
}

/** A query that failed, told as its kind. */
export class QueryFailed extends Error {
  readonly failure: QueryFailure;

  constructor(failure: QueryFailure) {
    super(failure.message);
    this.failure = failure;
  }
}

/** One thread that evaluates one query at a time over the store of this one. */
export class QueryThread {
  readonly #worker: Worker;
  readonly #store: SeriesStore;
  readonly #answered = new Int32Array(new SharedArrayBuffer(4));
  readonly #sent = new SentLabels();
  #running: { resolve(answer: QueryAnswer): void; reject(error: Error): void } | null = null;
  /** Set when it can take no more queries. */
  isOver = false;

  constructor({ store, workerPath, heapMegabytes }: QueryThreadOptions) {
    this.#store = store;
    const setup: WorkerSetup = { answered: this.#answered };
    const resourceLimits = { maxOldGenerationSizeMb: heapMegabytes };
    this.#worker = new Worker(workerPath, { workerData: setup, resourceLimits });
    this.#worker.on('message', (report: WorkerReport) => this.#hear(report));
    this.#worker.on('error', (error: NodeJS.ErrnoException) => this.#end(failureOf(error)));
    this.#worker.on('exit', () => this.#end({ kind: 'canceled', message: 'query was canceled', span: null }));
    this.#worker.unref();
  }

  run(command: RunCommand): Promise<QueryAnswer> {
    return new Promise((resolve, reject) => {
      this.#running = { resolve, reject };
      this.#worker.postMessage(command);
    });
  }

  /** Ends whatever it is doing with that failure. */
  async end(failure: QueryFailure): Promise<void> {
    this.#end(failure);
    await this.#worker.terminate();
  }

  #hear(report: WorkerReport): void {
    if (report.kind === 'select') {
      this.#select(report.request);
      return;
    }
    const running = this.#running;
    this.#running = null;
    if (report.kind === 'answer') running?.resolve(report.answer);
    else running?.reject(new QueryFailed(report.failure));
  }

  #select(request: SelectRequest): void {
    if (this.isOver) return;
    const answer = this.#selected(request);
    const transfer = 'packed' in answer ? [answer.packed.timestamps.buffer, answer.packed.values.buffer] : [];
    this.#worker.postMessage(answer, transfer as ArrayBuffer[]);
    Atomics.store(this.#answered, 0, 1);
    Atomics.notify(this.#answered, 0);
  }

  #selected({ matchers, startMs, endMs, mostSamples }: SelectRequest): SelectAnswer {
    try {
      const compiled = matchers.map(({ name, operator, value }) => new Matcher(name, operator, value));
      const blocks = this.#store.selectAtMost(compiled, { startMs, endMs }, mostSamples);
      return { packed: this.#sent.pack(blocks) };
    } catch (error) {
      if (error instanceof PromqlError) return { refused: error.message };
      throw error;
    }
  }

  #end(failure: QueryFailure): void {
    this.isOver = true;
    this.#running?.reject(new QueryFailed(failure));
    this.#running = null;
  }
}

function failureOf(error: NodeJS.ErrnoException): QueryFailure {
  if (error.code !== 'ERR_WORKER_OUT_OF_MEMORY') return { kind: 'bug', message: error.message, span: null };
  return { kind: 'limit', message: 'the query needs more memory than a query may have', span: null };
}
