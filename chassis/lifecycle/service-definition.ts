import type { Environment, ServiceSettings } from '../config/index.ts';
import type { EventBus } from '../events/event-bus.ts';
import type { ReadinessCheck } from '../health/index.ts';
import type { HttpServer } from '../http/http-server.ts';
import type { HttpClient } from '../http/index.ts';
import type { Logger } from '../logging/index.ts';
import type { Metrics } from '../metrics/index.ts';
import type { Pool } from '../postgres/index.ts';
import type { Clock } from '../time/index.ts';
import type { Leadership, Worker } from '../workers/index.ts';

export interface ClientOptions {
  readonly peer: string;
  readonly baseUrl: string;
  /** Time limit of each attempt; 2,000 by default. */
  readonly timeoutMs?: number;
  /** 3 by default; 1 turns retries off. */
  readonly maxAttempts?: number;
  /** Most concurrent calls, and most callers that wait for one of them to end; 64 each by default. */
  readonly mostAtOnce?: number;
  readonly mostWaiting?: number;
  /** The peer is outside the system: this service records its calls. */
  readonly isOutside?: boolean;
}

/** What the chassis offers a service for building itself. */
export interface ServiceContext {
  readonly name: string;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly clock: Clock;
  /** Opens the service's own database by libpq's variables, once; readiness then depends on it. Closed at stop. */
  openDatabase(): Pool;
  /**
   * Opens database `events` by the `EVENTS_PG*` variables, once; with one connection by default. Requests are recorded
   * from then on. Closed at stop.
   */
  openEvents(options?: { readonly connections?: number }): Pool;
  /** Takes part in choosing the replica that polls, by a lease in the service's own database. */
  joinLeadership(): Leadership;
  /** Opens the event bus; call it once. Outbox and inbox in the service's own database are pruned from then on. */
  openBus(): EventBus;
  /** Creates a client of one peer, closed at stop. */
  createClient(options: ClientOptions): HttpClient;
}

/** The parts that make up a service. */
export interface ServiceParts {
  routes(server: HttpServer): void | Promise<void>;
  readonly readiness?: Readonly<Record<string, ReadinessCheck>>;
  readonly workers?: readonly Worker[];
  /** JSON view of `/metrics`, for callers that accept only JSON. */
  readonly metricsSummary?: () => Promise<object>;
  close?(): Promise<void>;
}

export interface ServiceDefinition {
  readonly name: string;
  readonly settings: ServiceSettings;
  /** Read for database connections only. */
  readonly environment: Environment;
  /** The service receives requests from outside the system: causation ids sent by clients are ignored. */
  readonly isEdge?: boolean;
  readonly bodyLimitBytes?: number;
  /** Stops on SIGTERM and SIGINT; true by default, false if several services share a process (tests). */
  readonly handlesSignals?: boolean;
  build(context: ServiceContext): Promise<ServiceParts> | ServiceParts;
}

export interface RunningService {
  readonly url: string;
  /**
   * Stops accepting requests, finishes those under way, ends workers, then closes clients and pools. Safe to call
   * twice.
   */
  stop(): Promise<void>;
}
