import type { Environment, ServiceSettings } from '../config/index.ts';
import type { EventBus } from '../events/event-bus.ts';
import type { ReadinessCheck } from '../health/index.ts';
import type { HttpServer } from '../http/http-server.ts';
import type { HttpClient } from '../http/index.ts';
import type { Logger } from '../logging/index.ts';
import type { Metrics } from '../metrics/index.ts';
import type { Pool } from '../postgres/index.ts';
import type { Clock } from '../time/index.ts';
import type { Worker } from '../workers/index.ts';

export interface ClientOptions {
  readonly peer: string;
  readonly baseUrl: string;
  /** Of each attempt; 2,000 by default. */
  readonly timeoutMs?: number;
  /** 3 by default; 1 turns retries off. */
  readonly maxAttempts?: number;
  /** Calls under way at the same time, and callers that wait for one of them to end; 64 each by default. */
  readonly mostAtOnce?: number;
  readonly mostWaiting?: number;
  /** The peer is not part of the system: this service writes the records of its calls. */
  readonly isOutside?: boolean;
}

/** What the chassis gives a service to build itself from. */
export interface ServiceContext {
  readonly name: string;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly clock: Clock;
  /** The service's own database, from libpq's variables; readiness then depends on it. Opened once; closed at stop. */
  openDatabase(): Pool;
  /** Database `events`, from `EVENTS_PG*`, by one connection unless more are asked for; requests are recorded from then on. Opened once; closed at stop. */
  openEvents(options?: { readonly connections?: number }): Pool;
  /** What carries events between services, asked for once; outbox and inbox in the service's own database are pruned from then on. */
  openBus(): EventBus;
  /** A client of one peer, closed at stop. */
  createClient(options: ClientOptions): HttpClient;
}

/** What a service is made of. */
export interface ServiceParts {
  routes(server: HttpServer): void | Promise<void>;
  readonly readiness?: Readonly<Record<string, ReadinessCheck>>;
  readonly workers?: readonly Worker[];
  /** JSON view of `/metrics`, for callers that accept only that. */
  readonly metricsSummary?: () => Promise<object>;
  close?(): Promise<void>;
}

export interface ServiceDefinition {
  readonly name: string;
  readonly settings: ServiceSettings;
  /** Read for database connections only. */
  readonly environment: Environment;
  /** The public door: causes named by clients are ignored. */
  readonly isEdge?: boolean;
  readonly bodyLimitBytes?: number;
  /** Ends on SIGTERM and SIGINT; true by default, false where several services share a process (tests). */
  readonly handlesSignals?: boolean;
  build(context: ServiceContext): Promise<ServiceParts> | ServiceParts;
}

export interface RunningService {
  readonly url: string;
  /** Stops taking requests, finishes those under way, ends workers, then closes clients and pools. Safe to call twice. */
  stop(): Promise<void>;
}
