import { PassThrough, type Readable } from 'node:stream';
import { createHttpServer, type HttpServer } from '@petstore/chassis/http';
import type { Logger } from '@petstore/chassis/logging';
import { createMetrics, type Metrics } from '@petstore/chassis/metrics';
import { type Clock, parseTimestamp, systemClock } from '@petstore/chassis/time';
import type { LogQuery, LogStore } from '../../kubelet/index.ts';
import { tellLines } from '../../kubelet/logs/tell-lines.ts';
import { judgeForeignRequest } from '../../machine/host-access/refuse-foreign-request.ts';
import { bearsToken } from '../access/index.ts';
import { DeploymentParamsSchema, LogsQuerySchema, ScaleRequestSchema } from './control-requests.ts';
import type { EngineStatus } from './engine-status.ts';
import { controlErrors } from './errors.ts';

/** A reader that does not keep up is let go rather than held in memory. */
const mostBufferedBytes = 8 * 1024 * 1024;

/** What the API shows and commands. */
export interface ControlledEngine {
  status(): EngineStatus;
  /** Begins to scale; throws for a Deployment that does not exist or a count that cannot be. */
  beginScale(deployment: string, replicas: number): void;
  /** Begins to replace every pod; throws for a Deployment that does not exist. */
  beginRestart(deployment: string): void;
  readonly logs: LogStore;
  requestStop(): void;
}

export interface ControlApiOptions {
  readonly port: number;
  /** Names under which it is asked, besides loopback's. */
  readonly allowedHosts?: readonly string[];
  readonly engine: ControlledEngine;
  /** Whoever changes something must bear it; reading is open to this machine. */
  readonly token: string;
  readonly logger: Logger;
  readonly clock?: Clock;
  /** More routes and metrics, of the engine's other parts. */
  readonly extend?: (server: HttpServer, metrics: Metrics) => void;
}

export interface ControlApi {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Serves the engine to the command line and the control room of this machine; on loopback, for loopback's own names
 * only.
 */
export async function startControlApi(options: ControlApiOptions): Promise<ControlApi> {
  const { port, engine, logger, clock = systemClock } = options;
  const metrics = createMetrics();
  const server = createHttpServer({
    service: 'engine',
    logger,
    metrics,
    clock,
    recordRequest: () => undefined,
  });
  refuseStrangers(server, options);
  registerRoutes(server, engine);
  registerMetrics(server, metrics);
  options.extend?.(server, metrics);
  await server.listen({ port, host: '127.0.0.1' });
  const address = server.server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : port,
    async close() {
      const closed = server.close();
      // Followed logs never end by themselves.
      server.server.closeAllConnections();
      await closed;
    },
  };
}

const readingMethods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

function refuseStrangers(
  server: HttpServer,
  { allowedHosts, token }: Pick<ControlApiOptions, 'allowedHosts' | 'token'>,
): void {
  server.addHook('onRequest', async (request) => {
    const decision = judgeForeignRequest(request, allowedHosts);
    if (decision?.refused === 'host') throw Object.assign(new Error(decision.reason), { statusCode: 421 });
    if (decision !== null) throw controlErrors.create('foreign-origin', { message: decision.reason });
    if (readingMethods.has(request.method) || bearsToken(request.headers.authorization, token)) return;
    throw controlErrors.create('token-required');
  });
}

function registerMetrics(server: HttpServer, metrics: Metrics): void {
  server.get('/metrics', { config: { isProbe: true } }, async (_request, reply) => {
    const { contentType, body } = await metrics.expose();
    return reply.type(contentType).send(body);
  });
}

function registerRoutes(server: HttpServer, engine: ControlledEngine): void {
  server.get('/health', { config: { isProbe: true } }, async () => ({ status: 'ok' }));
  server.get('/status', { config: { isProbe: true } }, async () => engine.status());
  server.post(
    '/deployments/:name/scale',
    { schema: { params: DeploymentParamsSchema, body: ScaleRequestSchema } },
    async (request, reply) => {
      const { replicas } = request.body;
      engine.beginScale(request.params.name, replicas);
      return reply.code(202).send({ deployment: request.params.name, replicas });
    },
  );
  server.post(
    '/deployments/:name/restart',
    { schema: { params: DeploymentParamsSchema } },
    async (request, reply) => {
      engine.beginRestart(request.params.name);
      return reply.code(202).send({ deployment: request.params.name });
    },
  );
  server.get(
    '/logs',
    { schema: { querystring: LogsQuerySchema }, config: { isProbe: true } },
    async (request, reply) => {
      const { follow, since, ...rest } = request.query;
      const query = { ...rest, since: parseTimestamp(since ?? '') ?? undefined };
      if (follow !== true) return { entries: await engine.logs.search(query) };
      return reply.type('application/x-ndjson').send(await followLogs(engine.logs, query));
    },
  );
  server.post('/stop', async (_request, reply) => {
    reply.raw.once('close', () => engine.requestStop());
    return reply.code(202).send({ stopping: true });
  });
}

/** The kept lines and then each new one, as newline-delimited JSON. */
async function followLogs(logs: LogStore, query: LogQuery): Promise<Readable> {
  const stream = new PassThrough();
  const stop = await tellLines(logs, query, (line) => {
    if (stream.writableLength > mostBufferedBytes) stream.destroy();
    else stream.write(`${JSON.stringify(line)}\n`);
  });
  if (stream.destroyed) stop();
  else stream.once('close', stop);
  return stream;
}
