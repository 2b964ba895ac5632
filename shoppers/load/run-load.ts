import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { shopperErrors } from '../errors.ts';
import { createLatencyRecorder, type LatencySummary } from '../latency/latency-recorder.ts';
import type { FromWorker, LoadPlan, ToWorker, WorkerProgress, WorkerReport } from './load-plan.ts';
import { type LoadReport, mergeReports } from './load-report.ts';
import { type Restocking, startRestocking } from './restock.ts';

/** How to start a process that runs `worker-main.ts`. */
export interface WorkerProgram {
  readonly module: string;
  readonly args: readonly string[];
}

/** Where a running load is. */
export interface LoadProgress {
  readonly elapsedSeconds: number;
  /** Until the last arrival; zero while the rest is being served. */
  readonly secondsLeft: number;
  readonly requests: number;
  readonly failedRequests: number;
  /** Of all requests so far; null before the first answer. */
  readonly latency: LatencySummary | null;
}

export interface LoadOptions {
  readonly plan: LoadPlan;
  readonly program: WorkerProgram;
  /** Number of processes that generate the load. */
  readonly workers?: number;
  /** Ends the load early: the report has what was measured until then. */
  readonly signal?: AbortSignal;
  /** How long before its journey a pet is listed; by default ten seconds. */
  readonly restockLeadSeconds?: number;
  /** Called when everything is restocked; the load starts when it has resolved. */
  beforeStart?(): Promise<void>;
  /** Called once a second. */
  onProgress?(progress: LoadProgress): void;
}

const defaultLeadSeconds = 10;
const tickMs = 1_000;
/** From the order to the first arrival, so that every process has it. */
const startDelayMs = 200;
/** How long a process may take to report after it was told to end. */
const reportWithinMs = 5_000;

/** Generates an open load in processes of its own, and resolves with what they measured. */
export async function runLoad(options: LoadOptions): Promise<LoadReport> {
  const { plan, program, workers: parts = 1, signal, restockLeadSeconds = defaultLeadSeconds } = options;
  const workers = await Promise.all(Array.from({ length: parts }, () => startWorker(program)));
  let restocking: Restocking | null = null;
  const abort = () => {
    endEarly(workers);
    void restocking?.close();
  };
  signal?.addEventListener('abort', abort, { once: true });
  try {
    if (plan.workload.kind === 'journeys') {
      const hand = (supply: (ToWorker & { type: 'supply' })['supply']) => {
        for (const [number] of supply.petIds) workers[number % parts]?.tell({ type: 'supply', supply });
      };
      restocking = await startRestocking({ plan, leadSeconds: restockLeadSeconds, hand });
      await restocking.keepAhead(0).catch((error: unknown) => {
        if (signal?.aborted !== true) throw error;
      });
    }
    await options.beforeStart?.();
    const startAtEpochMs = Date.now() + startDelayMs;
    for (const [part, worker] of workers.entries())
      worker.tell({ type: 'start', order: { plan, part, parts }, startAtEpochMs });
    if (signal?.aborted) abort();
    const reports = await watch({ ...options, workers, restocking, startAtEpochMs });
    const circumstances = {
      plan,
      isComplete: signal?.aborted !== true,
      restockRequests: restocking?.requests ?? 0,
    };
    return mergeReports(reports, circumstances);
  } finally {
    signal?.removeEventListener('abort', abort);
    for (const { child } of workers) child.kill('SIGKILL');
    await restocking?.close();
  }
}

interface Worker {
  readonly child: ChildProcess;
  readonly report: Promise<WorkerReport>;
  progress: WorkerProgress | null;
  tell(message: ToWorker): void;
}

async function startWorker({ module, args }: WorkerProgram): Promise<Worker> {
  const child = fork(module, [...args], { execArgv: [], stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
  const errors: Buffer[] = [];
  child.stderr?.on('data', (chunk: Buffer) => errors.push(chunk));
  const exited = once(child, 'exit').then(([outcome]) => {
    const said = Buffer.concat(errors).toString().trim();
    const message = `A process that generates the load ended with ${outcome}: ${said || 'it said nothing'}`;
    throw shopperErrors.create('shopper-load-failed', { message });
  });
  const worker: Worker = {
    child,
    progress: null,
    tell: (message) => void child.send(message, () => undefined),
    report: Promise.race([
      exited,
      new Promise<WorkerReport>((resolve) => {
        child.on('message', (message: FromWorker) => {
          if (message.type === 'report') resolve(message.report);
          if (message.type === 'progress') worker.progress = message.progress;
        });
      }),
    ]),
  };
  worker.report.catch(() => undefined);
  await Promise.race([exited, once(child, 'message')]);
  exited.catch(() => undefined);
  return worker;
}

function endEarly(workers: readonly Worker[]): void {
  for (const worker of workers) {
    worker.tell({ type: 'abort' });
    const late = setTimeout(() => worker.child.kill('SIGKILL'), reportWithinMs);
    worker.report.catch(() => undefined).finally(() => clearTimeout(late));
  }
}

interface Watched extends Omit<LoadOptions, 'workers'> {
  readonly workers: readonly Worker[];
  readonly restocking: Restocking | null;
  readonly startAtEpochMs: number;
}

/** Restocks and tells the progress until every process has reported; fails as soon as one of these fails. */
function watch(watched: Watched): Promise<readonly WorkerReport[]> {
  const { plan, workers, restocking, startAtEpochMs, onProgress, signal } = watched;
  return new Promise((resolve, reject) => {
    const tick = setInterval(() => {
      const elapsedSeconds = Math.max(0, (Date.now() - startAtEpochMs) / 1_000);
      restocking?.keepAhead(elapsedSeconds).catch((error: unknown) => {
        if (signal?.aborted !== true) reject(error);
      });
      onProgress?.(progressOf(workers, elapsedSeconds, plan.arrivals.seconds));
    }, tickMs);
    Promise.all(workers.map(({ report }) => report))
      .then(resolve, reject)
      .finally(() => clearInterval(tick));
  });
}

function progressOf(workers: readonly Worker[], elapsedSeconds: number, seconds: number): LoadProgress {
  const latency = createLatencyRecorder();
  const known = workers.flatMap(({ progress }) => (progress === null ? [] : [progress]));
  for (const { latencies } of known) latency.add(latencies);
  return {
    elapsedSeconds,
    secondsLeft: Math.max(0, seconds - elapsedSeconds),
    requests: known.reduce((sum, { requests }) => sum + requests, 0),
    failedRequests: known.reduce((sum, { failedRequests }) => sum + failedRequests, 0),
    latency: latency.count === 0 ? null : latency.summarize(),
  };
}
