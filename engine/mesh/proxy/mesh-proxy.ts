import type { Server, ServerResponse } from 'node:http';
import { createInboundServer } from '@petstore/chassis/inbound';
import { collectProcessMetrics } from '@petstore/chassis/metrics';
import { Registry } from 'prom-client';
import type { MeshProblem } from '../control-messages.ts';
import { type MeshConfiguration, serviceKey } from '../mesh-configuration.ts';
import { closePort, openPort } from './open-port.ts';
import { OutboundListener } from './outbound-listener.ts';
import { RequestMetrics } from './request-metrics.ts';
import type { UpstreamEndpoint } from './upstream-endpoint.ts';
import { UpstreamService } from './upstream-service.ts';
import { isMeshConfiguration, validateConfiguration } from './validate-configuration.ts';

interface OpenAdmin {
  readonly port: number;
  readonly server: Server;
}

/** All that the proxy has open, and the one way to change it: a whole configuration, applied entirely or not at all. */
export class MeshProxy {
  readonly #metrics = new RequestMetrics();
  #listeners: ReadonlyMap<number, OutboundListener> = new Map();
  #services: ReadonlyMap<string, UpstreamService> = new Map();
  #admin: OpenAdmin | undefined;
  /** Endpoints that get nothing new and still have requests under way. */
  readonly #retiring = new Set<UpstreamEndpoint>();
  #last: Promise<unknown> = Promise.resolve();

  /** One after the other, in the order of the calls. Returns what is wrong, in which case nothing was changed. */
  apply(configuration: unknown): Promise<readonly MeshProblem[]> {
    const result = this.#last.then(() => this.#apply(configuration));
    this.#last = result;
    return result;
  }

  /** Resolves when no request is under way to an endpoint of the pod that was taken out. */
  async drained(pod: string): Promise<void> {
    await this.#last;
    const left = [...this.#retiring].filter(({ endpoint }) => endpoint.pod === pod);
    await Promise.all(left.map((upstream) => upstream.whenIdle()));
  }

  async #apply(configuration: unknown): Promise<readonly MeshProblem[]> {
    if (!isMeshConfiguration(configuration)) return validateConfiguration(configuration);
    const opened = await this.#openListeners(configuration);
    const admin = await this.#openAdmin(configuration.adminPort);
    const problems = [...opened.problems, ...admin.problems];
    if (problems.length > 0) {
      for (const listener of opened.listeners.values()) listener.close();
      if (admin.opened !== undefined) closePort(admin.opened.server);
      return problems;
    }
    const dropped = this.#replaceServices(configuration);
    this.#replaceListeners(configuration, opened.listeners);
    this.#replaceAdmin(admin.opened);
    for (const upstream of dropped) void this.#retire(upstream);
    return [];
  }

  async #retire(upstream: UpstreamEndpoint): Promise<void> {
    this.#retiring.add(upstream);
    await Promise.all([upstream.retire(), upstream.whenIdle()]);
    this.#retiring.delete(upstream);
  }

  async #openListeners(configuration: MeshConfiguration) {
    const listeners = new Map<number, OutboundListener>();
    const problems: MeshProblem[] = [];
    const wanted = configuration.listeners.map(async ({ port }, index) => {
      if (this.#listeners.has(port)) return;
      const listener = new OutboundListener(this.#metrics);
      const problem = await listener.open(port, `listeners[${index}].port`);
      if (problem === undefined) listeners.set(port, listener);
      else problems.push(problem);
    });
    await Promise.all(wanted);
    return { listeners, problems };
  }

  async #openAdmin(port: number): Promise<{ opened: OpenAdmin | undefined; problems: MeshProblem[] }> {
    if (this.#admin?.port === port) return { opened: undefined, problems: [] };
    const server = createAdminServer(this.#metrics);
    const problem = await openPort(server, port, 'adminPort');
    return problem === undefined
      ? { opened: { port, server }, problems: [] }
      : { opened: undefined, problems: [problem] };
  }

  #replaceServices(configuration: MeshConfiguration): UpstreamEndpoint[] {
    const services = new Map<string, UpstreamService>();
    const dropped: UpstreamEndpoint[] = [];
    for (const each of configuration.services) {
      const key = serviceKey(each);
      const service = this.#services.get(key) ?? new UpstreamService(each);
      dropped.push(...service.replaceEndpoints(each));
      services.set(key, service);
    }
    for (const [key, service] of this.#services) {
      if (!services.has(key)) dropped.push(...service.replaceEndpoints({ endpoints: [] }));
    }
    this.#services = services;
    return dropped;
  }

  #replaceListeners(configuration: MeshConfiguration, opened: ReadonlyMap<number, OutboundListener>): void {
    const { allowedHosts } = configuration;
    const listeners = new Map<number, OutboundListener>();
    for (const each of configuration.listeners) {
      const listener = opened.get(each.port) ?? this.#listeners.get(each.port);
      const service = this.#services.get(each.destination);
      if (listener === undefined || service === undefined) continue;
      listener.aim({ listener: each, service, allowedHosts });
      listeners.set(each.port, listener);
    }
    for (const [port, listener] of this.#listeners) if (!listeners.has(port)) listener.close();
    this.#listeners = listeners;
  }

  #replaceAdmin(opened: OpenAdmin | undefined): void {
    if (opened === undefined) return;
    if (this.#admin !== undefined) closePort(this.#admin.server);
    this.#admin = opened;
  }
}

/** Serves `/metrics`: the mesh's own and those of the process. */
function createAdminServer(metrics: RequestMetrics): Server {
  const registry = new Registry();
  collectProcessMetrics(registry);
  return createInboundServer({
    onRequest(request, response) {
      const path = request.url?.split('?', 1)[0];
      if (request.method !== 'GET' || path !== '/metrics') return void response.writeHead(404).end();
      registry
        .metrics()
        .then((ofProcess) => send(response, registry.contentType, `${metrics.render()}${ofProcess}`))
        .catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined));
    },
  });
}

function send(response: ServerResponse, contentType: string, body: string): void {
  response
    .writeHead(200, { 'content-type': contentType, 'content-length': Buffer.byteLength(body) })
    .end(body);
}
