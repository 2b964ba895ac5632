import type { Logger } from '@petstore/chassis/logging';
import type { Clock } from '@petstore/chassis/time';
import type { PortAllocator } from '../../machine/ports/port-allocator.ts';
import type { Environment } from '../../machine/processes/host-environment.ts';
import type { ProcessRegistry } from '../../machine/processes/process-registry.ts';
import type { AllowedVariables } from '../../manifests/index.ts';
import type { LogStore } from '../logs/log-store.ts';
import type { StartQueue } from '../start-queue.ts';

/** What a pod finds around it; the same for all pods. */
export interface PodContext {
  readonly clock: Clock;
  readonly logger: Pick<Logger, 'debug' | 'info' | 'warn' | 'error'>;
  readonly logs: LogStore;
  readonly ports: PortAllocator;
  readonly processes: ProcessRegistry;
  readonly starts: StartQueue;
  readonly nodePath: string;
  /** Stands for `/app`. */
  readonly appDirectory: string;
  /** Holds a folder for each pod's volumes. */
  readonly podsDirectory: string;
  /** The few variables of the engine's own environment that every pod gets. */
  readonly hostEnvironment: Environment;
  /** Variables that pods may have although they load code. */
  readonly allowedVariables: AllowedVariables;
  readonly cluster: ClusterObjects;
  /** Over which the CPU usage of a container is averaged; 15 s by default. */
  readonly usageWindowMs?: number;
  /**
   * Resolves when the mesh follows what the pods say of themselves now: their listeners are open, gone endpoints get
   * nothing more.
   */
  publish(): Promise<void>;
  /** Resolves when no request is under way to a pod that was published as gone. */
  drained(pod: string): Promise<void>;
}

/** What the pods of one namespace may refer to. */
export interface ClusterObjects {
  readonly namespace: string;
  configMap(name: string): Environment | undefined;
  secret(name: string): Environment | undefined;
  /** Whether a Service of any namespace has the port; `serviceAndNamespace` is `NAME.NAMESPACE`. */
  hasServicePort(serviceAndNamespace: string, port: number): boolean;
  /** Each as `NAME.NAMESPACE`. */
  readonly postgresHosts: ReadonlySet<string>;
  readonly postgres: { readonly host: string; readonly port: number } | null;
  /** Where pods' spans are taken, in the place of the cluster's collector. */
  readonly otlpPort?: number | undefined;
}
