import type { Logger } from '@petstore/chassis/logging';
import type { Clock } from '@petstore/chassis/time';
import type { EngineStatus } from './api/control/index.ts';
import type { LogStore } from './kubelet/index.ts';

export interface EngineOptions {
  /** The folder of manifests. */
  readonly manifestsDirectory: string;
  /** Stands for `/app` in the containers. */
  readonly appDirectory: string;
  /** The build, with the mesh proxy in it. */
  readonly distDirectory: string;
  /** Databases, secrets, logs; one engine at a time. */
  readonly dataDirectory: string;
  readonly portOffset: number;
  /**
   * Whether the start fails where another process has the port of a Service of the files; it does by default. Else the
   * Service has no port of this machine, and the status says so.
   */
  readonly needsServicePorts?: boolean | undefined;
  /** Instead of the count of each Deployment, and of the minimum of its autoscaler. */
  readonly replicas?: number | undefined;
  /** Whether autoscalers may not change the number of replicas; they may by default. */
  readonly fixedReplicas?: boolean | undefined;
  /** How much faster than in a cluster controllers decide; 1 by default. */
  readonly speed?: number | undefined;
  /** Environment variables that stand over those of every container. */
  readonly set?: Readonly<Record<string, string>> | undefined;
  /** Variables that pods may have although they make a process load code, such as `NODE_OPTIONS`; none by default. */
  readonly allowedVariables?: readonly string[] | undefined;
  /**
   * Deployments to start, with what prepares their databases; the others wait at no replicas. All of them by default.
   */
  readonly only?: readonly string[] | undefined;
  /**
   * Names under which host ports are asked, besides loopback's and those of Gateways; `*.example.com` for every name
   * below one.
   */
  readonly allowHosts?: readonly string[] | undefined;
  /** An administrator's connection to a server that is used instead of the embedded one. */
  readonly postgresUrl?: string | undefined;
  /** How long that server is waited for when it cannot be reached; 30,000 by default. */
  readonly postgresPatienceMs?: number | undefined;
  /** Breaks the start off; `startEngine` then rejects with `start-broken-off`, and nothing is left. */
  readonly signal?: AbortSignal;
  /** Forgets the objects of earlier starts, what was applied by hand among them; neither databases nor Secrets. */
  readonly isFresh?: boolean | undefined;
  readonly logger: Logger;
  /** The system's by default. */
  readonly clock?: Clock;
  readonly onProgress?: (progress: EngineProgress) => void;
}

/** A step of the start, or something about a pod that a person wants to read. */
export interface EngineProgress {
  readonly step: 'manifests' | 'secrets' | 'postgres' | 'mesh' | 'deployments' | 'pod-exited' | 'stopping';
  readonly message: string;
}

/** Why the engine came to its end. */
export interface EngineEnd {
  readonly reason: 'stopped' | 'stop-requested';
}

/** A running system. */
export interface Engine {
  readonly controlPort: number;
  readonly logs: LogStore;
  status(): EngineStatus;
  /**
   * Resolves when every wanted replica is available; rejects with what keeps which pod from it. The system runs on
   * either way.
   */
  ready(deadlineMs?: number): Promise<void>;
  /** Resolves when so many replicas are available and the others are gone. */
  scale(deployment: string, replicas: number, deadlineMs?: number): Promise<void>;
  /** Replaces every pod, new before old; resolves when the new ones are available and the others gone. */
  restart(deployment: string, deadlineMs?: number): Promise<void>;
  /** Ends every process of the system, within three seconds; may be called again. */
  stop(): Promise<void>;
  /** Resolves when everything has ended, whoever asked for it. */
  readonly closed: Promise<EngineEnd>;
}
