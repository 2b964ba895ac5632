import { expectedArrivals } from '../arrivals/arrival-rate.ts';
import { createLatencyRecorder, type LatencyRecorder } from '../latency/latency-recorder.ts';
import { decideLimit, type GeneratorLimit } from './decide-limit.ts';
import { allRequests, type LoadPlan, type Missed, type WorkerReport, wholeJourney } from './load-plan.ts';

/** Outcome of one load, over all its processes. */
export interface LoadReport {
  /** False when the load was ended early. */
  readonly isComplete: boolean;
  /** From the first arrival until every arrival was served. */
  readonly seconds: number;
  /** Arrivals a second that the plan asks for in the mean: journeys, or requests. */
  readonly askedPerSecond: number;
  /** Requests that ended within the plan's duration, a second. */
  readonly requestsPerSecond: number;
  readonly requests: number;
  readonly failedRequests: number;
  /** Failed requests of all, from 0 to 1. */
  readonly errorShare: number;
  readonly failures: ReadonlyMap<string, number>;
  /** Zeros for a load of a fixed request. */
  readonly journeys: { readonly begun: number; readonly completed: number };
  /** From the time at which a request was due until its answer. */
  readonly latency: LatencyRecorder;
  /** By kind of request. */
  readonly kinds: ReadonlyMap<string, LatencyRecorder>;
  /** From the scheduled begin of a journey to its confirmation; empty when none was completed. */
  readonly journeyLatency: LatencyRecorder;
  /** How much later than due requests were sent. */
  readonly lag: LatencyRecorder;
  /** Requests of the operator who restocked, which are not in any other figure. */
  readonly restockRequests: number;
  readonly generator: { readonly cpuSeconds: number; readonly cpuShares: readonly number[] };
  readonly generatorLimited: GeneratorLimit | null;
}

interface Circumstances {
  readonly plan: LoadPlan;
  readonly isComplete: boolean;
  readonly restockRequests: number;
}

/** One report of the reports of all processes; histograms are added, never their percentiles. */
export function mergeReports(
  parts: readonly WorkerReport[],
  { plan, isComplete, restockRequests }: Circumstances,
): LoadReport {
  const { rate, seconds: asked } = plan.arrivals;
  const sum = (figure: (part: WorkerReport) => number) => parts.reduce((all, part) => all + figure(part), 0);
  const seconds = Math.max(0, ...parts.map((part) => part.seconds));
  const merged = mergeLatencies(parts.map(({ latencies }) => latencies));
  const of = (name: string) => merged.get(name) ?? createLatencyRecorder();
  const lag = createLatencyRecorder();
  for (const part of parts) lag.add(part.lag);
  const requests = sum((part) => part.requests);
  const failedRequests = sum((part) => part.failedRequests);
  const cpuShares = parts.map((part) => part.cpuSeconds / Math.max(part.seconds, 1e-3));
  const latencyP95Ms = of(allRequests).percentile(95);
  const missed = sumMissed(parts.map((part) => part.missed));
  return {
    isComplete,
    seconds,
    askedPerSecond: expectedArrivals(rate, asked) / asked,
    requestsPerSecond: sum((part) => part.requestsInTime) / Math.max(Math.min(asked, seconds), 1e-3),
    requests,
    failedRequests,
    errorShare: requests === 0 ? 0 : failedRequests / requests,
    failures: sumFailures(parts),
    journeys: {
      begun: sum((part) => part.journeys.begun),
      completed: sum((part) => part.journeys.completed),
    },
    latency: of(allRequests),
    kinds: new Map([...merged].filter(([name]) => name !== allRequests && name !== wholeJourney)),
    journeyLatency: of(wholeJourney),
    lag,
    restockRequests,
    generator: { cpuSeconds: sum((part) => part.cpuSeconds), cpuShares },
    generatorLimited: decideLimit({ lagP99Ms: lag.percentile(99), latencyP95Ms, cpuShares, missed }),
  };
}

function mergeLatencies(parts: readonly Readonly<Record<string, string>>[]): Map<string, LatencyRecorder> {
  const merged = new Map<string, LatencyRecorder>();
  for (const [name, encoded] of parts.flatMap((part) => Object.entries(part))) {
    const recorder = merged.get(name) ?? createLatencyRecorder();
    recorder.add(encoded);
    merged.set(name, recorder);
  }
  return merged;
}

function sumMissed(parts: readonly Missed[]): Missed {
  const of = (name: keyof Missed) => parts.reduce((sum, part) => sum + part[name], 0);
  return { sockets: of('sockets'), customers: of('customers'), stock: of('stock') };
}

function sumFailures(parts: readonly WorkerReport[]): Map<string, number> {
  const failures = new Map<string, number>();
  for (const [reason, count] of parts.flatMap((part) => Object.entries(part.failures)))
    failures.set(reason, (failures.get(reason) ?? 0) + count);
  return failures;
}
