import type { IncomingMessage, ServerResponse } from 'node:http';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyBaseLogger, FastifyInstance, RawServerDefault } from 'fastify';
import type { Logger } from '../logging/index.ts';
import type { Metrics } from '../metrics/index.ts';
import type { SheddingLimits } from '../resilience/index.ts';
import type { Clock } from '../time/index.ts';
import type { Tracer } from '../tracing/index.ts';
import type { RecordRequest } from './request-record.ts';

export type HttpServer = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>;

export interface HttpServerOptions {
  readonly service: string;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly clock: Clock;
  readonly recordRequest: RecordRequest;
  /** The server receives requests from outside the system: causation ids sent by clients are ignored. */
  readonly isEdge?: boolean;
  readonly bodyLimitBytes?: number;
  /** Time limit for receiving a request including its body; 30,000 by default. */
  readonly arrivesWithinMs?: number;
  /** Records a span for each request; absent if traces are not exported. */
  readonly tracer?: Tracer;
  /** Deadlines and load shedding; absent if requests may take any time. */
  readonly protection?: ProtectionOptions;
}

export interface ProtectionOptions {
  /** Longest time of a request; a shorter deadline of the caller takes precedence. Undefined turns deadlines off. */
  readonly longestRequestMs?: number | undefined;
  /** Undefined turns load shedding off. */
  readonly shedding?: SheddingLimits | undefined;
}
