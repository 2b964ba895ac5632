import type { MeshService } from '../mesh-configuration.ts';
import { chooseEndpoint } from './choose-endpoint.ts';
import { UpstreamEndpoint } from './upstream-endpoint.ts';

/** A service and its ready endpoints, which come and go while it stays. */
export class UpstreamService {
  readonly name: string;
  readonly namespace: string;
  #endpoints: readonly UpstreamEndpoint[] = [];
  #turn = 0;

  constructor({ name, namespace }: Pick<MeshService, 'name' | 'namespace'>) {
    this.name = name;
    this.namespace = namespace;
  }

  choose(): UpstreamEndpoint | undefined {
    this.#turn = (this.#turn + 1) % 0x3fff_ffff;
    return chooseEndpoint(this.#endpoints, this.#turn);
  }

  /** Keeps the endpoints that stay, with their connections, and returns those that were dropped, to be retired. */
  replaceEndpoints(service: Pick<MeshService, 'endpoints'>): UpstreamEndpoint[] {
    const previous = new Map(
      this.#endpoints.map((upstream) => [JSON.stringify(upstream.endpoint), upstream]),
    );
    this.#endpoints = service.endpoints.map((endpoint) => {
      const key = JSON.stringify(endpoint);
      const kept = previous.get(key);
      previous.delete(key);
      return kept ?? new UpstreamEndpoint(endpoint);
    });
    return [...previous.values()];
  }
}
