import type { IncomingMessage, Server } from 'node:http';
import type { MeshProblem } from '../control-messages.ts';
import type { MeshListener } from '../mesh-configuration.ts';
import { createDownstreamServer } from './downstream-server.ts';
import { Route } from './endpoint-route.ts';
import { type Arrival, type Closing, Exchange } from './exchange.ts';
import { judgeCaller, type Refusal } from './judge-request.ts';
import { closePort, openPort } from './open-port.ts';
import type { RequestMetrics } from './request-metrics.ts';
import { Upgrade, type UpgradeArrival } from './upgrade.ts';
import type { UpstreamEndpoint } from './upstream-endpoint.ts';
import type { UpstreamService } from './upstream-service.ts';

/** Where a listener leads; replaced as a whole when the configuration is. */
interface ListenerTarget {
  readonly listener: MeshListener;
  readonly allowedHosts: readonly string[];
  readonly service: UpstreamService;
}

/** An open port of the mesh. */
export class OutboundListener implements Closing {
  readonly #server: Server;
  readonly #metrics: RequestMetrics;
  readonly #routes = new Map<UpstreamEndpoint | null, Route>();
  #target: ListenerTarget | undefined;
  isClosing = false;

  constructor(metrics: RequestMetrics) {
    this.#metrics = metrics;
    this.#server = createDownstreamServer({
      onArrival: (arrival) => this.#serve(arrival),
      onUpgrade: (arrival) => this.#upgrade(arrival),
    });
  }

  open(port: number, path: string): Promise<MeshProblem | undefined> {
    return openPort(this.#server, port, path);
  }

  aim(target: ListenerTarget): void {
    this.#target = target;
    this.#routes.clear();
  }

  close(): void {
    this.isClosing = true;
    closePort(this.#server);
  }

  #serve(arrival: Arrival): void {
    const target = this.#target;
    // Open already, but its configuration is not yet in force.
    if (target === undefined) {
      arrival.request.socket.destroy();
      return;
    }
    const choose = () => this.#choose(target);
    const stranger = judgeForeignRequest(arrival.request, target);
    new Exchange(arrival, { choose, listener: this, stranger }).start();
  }

  #upgrade(arrival: UpgradeArrival): void {
    const target = this.#target;
    if (target === undefined) arrival.socket.destroy();
    else new Upgrade(arrival, this.#choose(target), judgeForeignRequest(arrival.request, target)).start();
  }

  #choose(target: ListenerTarget): Route {
    return this.#route(target, target.service.choose() ?? null);
  }

  #route({ listener, service }: ListenerTarget, upstream: UpstreamEndpoint | null): Route {
    let route = this.#routes.get(upstream);
    if (route === undefined) {
      const { source } = listener;
      route = new Route({ source, service, upstream, metrics: this.#metrics });
      this.#routes.set(upstream, route);
    }
    return route;
  }
}

/** Who calls through a pod's listener is known. */
function judgeForeignRequest(
  request: IncomingMessage,
  { listener, allowedHosts }: ListenerTarget,
): Refusal | undefined {
  return listener.source === null ? judgeCaller(request, allowedHosts) : undefined;
}
