/** What the proxy does, whole: each configuration replaces the one before it. */
export interface MeshConfiguration {
  /** Serves `/metrics` in Prometheus text. */
  readonly adminPort: number;
  /** Names under which host ports are asked, besides loopback's. */
  readonly allowedHosts: readonly string[];
  readonly listeners: readonly MeshListener[];
  readonly services: readonly MeshService[];
}

/** One address of one service, as one caller sees it: a sidecar's outbound side. */
export interface MeshListener {
  readonly port: number;
  /** `NAME.NAMESPACE` of one of `services`. */
  readonly destination: string;
  /**
   * Who calls through this listener; null on a host port, where the caller is unknown and mesh policy does not apply.
   */
  readonly source: MeshSource | null;
}

export interface MeshSource {
  readonly namespace: string;
  readonly serviceAccount: string;
  readonly workload: string;
  readonly version: string;
  readonly pod: string;
}

export interface MeshService {
  readonly name: string;
  /** Its pods' too: a Service selects within its namespace. */
  readonly namespace: string;
  /** Ready pods only; none means that callers get 503 `no-ready-endpoint`. */
  readonly endpoints: readonly MeshEndpoint[];
}

export interface MeshEndpoint {
  readonly pod: string;
  readonly workload: string;
  readonly version: string;
  readonly serviceAccount: string;
  /** On 127.0.0.1. */
  readonly port: number;
}

export type ServiceName = Pick<MeshService, 'name' | 'namespace'>;

/** What tells services of all namespaces apart; a name of a Service holds no dot. */
export function serviceKey({ name, namespace }: ServiceName): string {
  return `${name}.${namespace}`;
}
