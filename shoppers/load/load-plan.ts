import type { ArrivalPlan } from '../arrivals/draw-arrivals.ts';

/** One open load; plain data, since processes hand it to each other. */
export interface LoadPlan {
  /** When journeys begin, or the fixed request is sent. */
  readonly arrivals: ArrivalPlan;
  readonly workload: Workload;
}

export type Workload = JourneyWorkload | RequestWorkload;

export interface JourneyWorkload {
  readonly kind: 'journeys';
  /** `http://HOST:PORT` of the gateway. */
  readonly origin: string;
  /** Mean think time before each request but the first, exponentially distributed; 0 for none. */
  readonly thinkMs: number;
  /** Customers who sign in; each walks one journey at a time. */
  readonly customerIds: readonly string[];
}

/** The same request each time. */
export interface RequestWorkload {
  readonly kind: 'request';
  readonly origin: string;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** The part of a load that one process generates: every arrival whose number leaves the remainder `part`. */
export interface WorkerOrder {
  readonly plan: LoadPlan;
  readonly part: number;
  readonly parts: number;
}

/** What one process measured so far. */
export interface WorkerReport {
  readonly seconds: number;
  /** Requests sent and answered, or failed. */
  readonly requests: number;
  /** Those of them that ended within the plan's duration. */
  readonly requestsInTime: number;
  readonly failedRequests: number;
  readonly journeys: { readonly begun: number; readonly completed: number };
  /** Number of failures by reason. */
  readonly failures: Readonly<Record<string, number>>;
  /** Encoded histograms of latencies: `all requests`, `journey` and one for each kind of request. */
  readonly latencies: Readonly<Record<string, string>>;
  /** Encoded histogram of how late requests were sent. */
  readonly lag: string;
  readonly cpuSeconds: number;
  /** How often something that the generator provides was missing: a connection, a customer, a pet. */
  readonly missed: Missed;
}

export interface Missed {
  readonly sockets: number;
  readonly customers: number;
  readonly stock: number;
}

/** A worker's figures on the way. */
export interface WorkerProgress {
  readonly requests: number;
  readonly failedRequests: number;
  /** Encoded histogram of all requests. */
  readonly latencies: string;
}

/** Pets for journeys by the number of the arrival, and the food that all buy. */
export interface Supply {
  readonly sku: string;
  readonly petIds: readonly (readonly [number: number, petId: string])[];
}

export type ToWorker =
  | { readonly type: 'start'; readonly order: WorkerOrder; readonly startAtEpochMs: number }
  | { readonly type: 'supply'; readonly supply: Supply }
  | { readonly type: 'abort' };

export type FromWorker =
  | { readonly type: 'ready' }
  | { readonly type: 'progress'; readonly progress: WorkerProgress }
  | { readonly type: 'report'; readonly report: WorkerReport };

/** Names of the histograms that every load has. */
export const allRequests = 'all requests';
export const wholeJourney = 'journey';
