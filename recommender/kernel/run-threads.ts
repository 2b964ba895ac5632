import { Worker } from 'node:worker_threads';
import { RecommenderError } from '../errors/index.ts';
import { kernelBytes } from './kernel.wasm';
import { progressWord } from './plan-memory.ts';

let compiled: Promise<WebAssembly.Module> | undefined;

/** Source of a worker thread; a string, so that it runs the same from sources and from any bundle. */
const threadSource = `
const { parentPort, workerData } = require('node:worker_threads');
const { module, memory, thread } = workerData;
new WebAssembly.Instance(module, { env: { memory } }).exports.fit(thread);
parentPort.postMessage('done');
`;

/** Interval of progress reports. */
const progressEveryMs = 100;

export interface ThreadOptions {
  readonly threads: number;
  readonly signal?: AbortSignal | undefined;
  /** Called with the number of columns of tiles that are done. */
  readonly onProgress?: ((done: number) => void) | undefined;
}

/**
 * Runs the kernel over one shared memory until all threads are done, without blocking the calling thread. With zero
 * threads it runs synchronously in the calling thread, which is fastest for small matrices.
 */
export async function runThreads(memory: WebAssembly.Memory, options: ThreadOptions): Promise<void> {
  compiled ??= WebAssembly.compile(kernelBytes);
  const module = await compiled;
  if (options.threads === 0) {
    const instance = new WebAssembly.Instance(module, { env: { memory } });
    instance.exports['fit']?.(0);
    return;
  }
  const workers = Array.from(
    { length: options.threads },
    (_, thread) => new Worker(threadSource, { eval: true, workerData: { module, memory, thread } }),
  );
  const words = new Int32Array(memory.buffer);
  const report = () => options.onProgress?.(Atomics.load(words, progressWord));
  const timer = setInterval(report, progressEveryMs);
  timer.unref();
  try {
    await Promise.race([Promise.all(workers.map(untilDone)), untilAborted(options.signal)]);
    report();
  } finally {
    clearInterval(timer);
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

function untilDone(worker: Worker): Promise<void> {
  return new Promise((resolve, reject) => {
    worker.once('message', () => resolve());
    worker.once('error', (cause) =>
      reject(new RecommenderError('kernel-failed', `A thread of the fit failed: ${cause}.`, { cause })),
    );
    worker.once('exit', () => reject(new RecommenderError('kernel-failed', 'A thread of the fit ended.')));
  });
}

function untilAborted(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_, reject) => {
    if (signal?.aborted === true) reject(signal.reason);
    signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}
