import { messageOf } from '@petstore/chassis/errors';
import { createLatencyRecorder, type LatencyRecorder } from '../latency/latency-recorder.ts';
import { allRequests, type WorkerProgress, type WorkerReport } from './load-plan.ts';

/** Counts and records what one process of a load does. */
export class LoadTally {
  readonly #latencies = new Map<string, LatencyRecorder>();
  readonly #lag = createLatencyRecorder();
  readonly #failures = new Map<string, number>();
  readonly #all = this.#recorderOf(allRequests);
  readonly #endsAtMs: number;
  readonly #startedAtMs: number;
  readonly #cpuBefore = process.cpuUsage();
  #requestsInTime = 0;
  #failedRequests = 0;
  readonly journeys = { begun: 0, completed: 0 };
  readonly missed = { sockets: 0, customers: 0, stock: 0 };

  constructor(startedAtMs: number, seconds: number) {
    this.#startedAtMs = startedAtMs;
    this.#endsAtMs = startedAtMs + seconds * 1_000;
  }

  recordLag(lagMs: number): void {
    this.#lag.record(lagMs);
  }

  /** One request: into the histogram of its kind, if it has one, and into that of all. */
  recordRequest(kind: string | null, latencyMs: number): void {
    this.#all.record(latencyMs);
    if (kind !== null) this.#recorderOf(kind).record(latencyMs);
    if (performance.now() <= this.#endsAtMs) this.#requestsInTime += 1;
  }

  recordLatency(name: string, latencyMs: number): void {
    this.#recorderOf(name).record(latencyMs);
  }

  /** Ids are replaced so that equal reasons are counted together. */
  recordFailure(error: unknown): void {
    const reason = messageOf(error).replaceAll(/\b(\w+_)?[0-9a-f]{8}-[0-9a-f-]{27}\b/g, '{id}');
    this.#failures.set(reason, (this.#failures.get(reason) ?? 0) + 1);
    this.#failedRequests += 1;
  }

  progress(): WorkerProgress {
    const { count: requests } = this.#all;
    return { requests, failedRequests: this.#failedRequests, latencies: this.#all.encode() };
  }

  report(): WorkerReport {
    const { user, system } = process.cpuUsage(this.#cpuBefore);
    return {
      seconds: (performance.now() - this.#startedAtMs) / 1_000,
      requests: this.#all.count,
      requestsInTime: this.#requestsInTime,
      failedRequests: this.#failedRequests,
      journeys: this.journeys,
      failures: Object.fromEntries(this.#failures),
      latencies: Object.fromEntries([...this.#latencies].map(([name, each]) => [name, each.encode()])),
      lag: this.#lag.encode(),
      cpuSeconds: (user + system) / 1e6,
      missed: this.missed,
    };
  }

  #recorderOf(name: string): LatencyRecorder {
    const known = this.#latencies.get(name);
    if (known !== undefined) return known;
    const recorder = createLatencyRecorder();
    this.#latencies.set(name, recorder);
    return recorder;
  }
}
