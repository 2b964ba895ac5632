import { withTracer } from '../correlation/index.ts';
import { AppError } from '../errors/index.ts';
import { registerHealthRoutes } from '../health/index.ts';
import { createHttpServer } from '../http/index.ts';
import { createLogger } from '../logging/index.ts';
import { createMetrics } from '../metrics/index.ts';
import { registerOpenApiRoute } from '../openapi/index.ts';
import { systemClock } from '../time/index.ts';
import { runWorker } from '../workers/index.ts';
import { openResources, type Resources } from './open-resources.ts';
import { openTracing, type Tracing } from './open-tracing.ts';
import type { RunningService, ServiceDefinition } from './service-definition.ts';
import { stopOnSignals } from './stop-on-signals.ts';

/**
 * Starts a service: opens what it asks for, serves its routes with health and metrics, runs its workers, and ends it in order.
 * Throws what building throws, after closing what was opened; a taken port is `port-taken`.
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

/** A loop this late answers nobody in time. */
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
