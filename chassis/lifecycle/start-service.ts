import { setMaxListeners } from 'node:events';
import type { ServiceSettings } from '../config/index.ts';
import { withTracer } from '../correlation/index.ts';
import { AppError } from '../errors/index.ts';
import { registerHealthRoutes } from '../health/index.ts';
import { createHttpServer } from '../http/index.ts';
import { createLogger, type Logger } from '../logging/index.ts';
import { createMetrics, type Metrics } from '../metrics/index.ts';
import { registerOpenApiRoute } from '../openapi/index.ts';
import { createSpanExporter } from '../otlp/index.ts';
import { systemClock } from '../time/index.ts';
import { createTracer, type Tracer } from '../tracing/index.ts';
import { runWorker } from '../workers/index.ts';
import { openResources, type Resources } from './open-resources.ts';
import type { RunningService, ServiceDefinition } from './service-definition.ts';

/** Must be below the orchestrator's grace period before SIGKILL, 30 s by default. */
const longestStopMs = 10_000;

/**
 * Starts a service: opens the resources that it asks for, serves its routes with health and metrics, runs its workers,
 * and stops it in order. Throws what `build` throws, after closing everything opened, and `port-taken`.
 */
export async function startService(definition: ServiceDefinition): Promise<RunningService> {
  const { name, settings, handlesSignals = true } = definition;
  const logger = createLogger({
    service: name,
    level: settings.logLevel,
    pod: settings.podName,
    version: settings.version,
  });
  const equipment = { logger, metrics: createMetrics(), clock: systemClock };
  const resources = openResources(definition, equipment);
  const tracing = openTracing({ service: name, settings, ...equipment });
  try {
    const running = await serve(definition, resources, tracing);
    if (handlesSignals) stopOnSignals(running, logger);
    logger.info({ url: running.url }, 'service started');
    return running;
  } catch (error) {
    await resources.close();
    throw error;
  }
}

async function serve(
  definition: ServiceDefinition,
  resources: Resources,
  tracing: Tracing,
): Promise<RunningService> {
  const { name, settings } = definition;
  const { context, checks, recordRequest } = resources;
  const { logger, metrics, clock } = context;
  const parts = await definition.build(context);
  for (const [check, run] of Object.entries(parts.readiness ?? {})) checks.set(check, run);
  const ending = new AbortController();
  // Each worker listens, some of them twice.
  setMaxListeners(0, ending.signal);
  const server = createHttpServer({
    service: name,
    logger,
    metrics,
    clock,
    recordRequest,
    isEdge: definition.isEdge ?? false,
    protection: protectionOf(settings),
    ...(tracing.tracer === undefined ? {} : { tracer: tracing.tracer }),
    ...(definition.bodyLimitBytes === undefined ? {} : { bodyLimitBytes: definition.bodyLimitBytes }),
  });
  const { version } = settings;
  registerOpenApiRoute(server, { service: name, version });
  registerHealthRoutes(server, {
    service: name,
    version,
    metrics,
    checks,
    isStopping: () => ending.signal.aborted,
    ...(parts.metricsSummary === undefined ? {} : { summary: parts.metricsSummary }),
  });
  await parts.routes(server);
  const url = await listen(server, settings);
  const workers = [...resources.workers, ...(parts.workers ?? [])];
  const { signal } = ending;
  const working = withTracer(tracing.tracer, () =>
    Promise.all(workers.map((worker) => runWorker(worker, { logger, clock, signal }))),
  );
  let stopping: Promise<void> | undefined;
  const stop = async () => {
    ending.abort();
    await server.close();
    await working;
    await parts.close?.();
    await resources.close();
    await tracing.close();
    logger.info('service stopped');
  };
  return {
    url,
    stop() {
      stopping ??= stop();
      return stopping;
    },
  };
}

/** With an event loop delayed this much, no answer is in time. */
const longestLoopDelayMs = 1_000;

function protectionOf(settings: ServiceDefinition['settings']) {
  const { requestDeadlineMs, maxActiveRequests: mostActive, protectionsOff: off } = settings;
  return {
    longestRequestMs: off.includes('deadline') ? undefined : requestDeadlineMs,
    shedding: off.includes('load-shedding') ? undefined : { mostActive, longestLoopDelayMs },
  };
}

async function listen(
  server: ReturnType<typeof createHttpServer>,
  settings: { host: string; port: number },
): Promise<string> {
  const { host, port } = settings;
  try {
    return await server.listen({ host, port });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) throw error;
    throw new AppError(
      'port-taken',
      'unavailable',
      `Port ${port} on ${host} is taken; set PORT to a free one.`,
      {
        cause: error,
      },
    );
  }
}

interface Tracing {
  /** Undefined without a collector: no span is recorded. */
  readonly tracer: Tracer | undefined;
  /** Sends the remaining spans. */
  close(): Promise<void>;
}

interface TracingOptions {
  readonly service: string;
  readonly settings: Pick<
    ServiceSettings,
    'otlpEndpoint' | 'traceShare' | 'traceStatements' | 'version' | 'podName'
  >;
  readonly metrics: Metrics;
  readonly logger: Logger;
}

function openTracing({ service, settings, metrics, logger }: TracingOptions): Tracing {
  const { otlpEndpoint: endpoint, traceShare: ratio, traceStatements, version, podName } = settings;
  if (endpoint === null) return { tracer: undefined, close: async () => undefined };
  const resource = {
    'service.name': service,
    'service.version': version,
    'service.instance.id': podName,
  };
  const exporter = createSpanExporter({ endpoint, resource, metrics, logger });
  const tracer = createTracer({ take: exporter.take, ratio, tracesStatements: traceStatements });
  return { tracer, close: () => exporter.close() };
}

/** Stops the process in order on SIGTERM and SIGINT; exits with a non-zero code if the stop hangs or fails. */
function stopOnSignals(service: RunningService, logger: Logger): void {
  const end = (signal: NodeJS.Signals) => {
    logger.info({ signal }, 'stopping');
    const deadline = setTimeout(() => {
      logger.error({ longestStopMs }, 'stopping took too long');
      process.exit(1);
    }, longestStopMs);
    deadline.unref();
    service.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        logger.error({ err: error }, 'stopping failed');
        process.exit(1);
      },
    );
  };
  process.once('SIGTERM', end);
  process.once('SIGINT', end);
}
