import type { Clock } from '@petstore/chassis/time';
import type { ControlledEngine, EngineStatus } from '../../api/control/index.ts';
import type { ObjectStore } from '../../api/store/object-store.ts';
import type { GeneratedSecrets } from '../../controllers/generated-secrets/run-generated-secrets.ts';
import type { HostPorts } from '../../controllers/mesh-publication/host-ports.ts';
import type { Engine, EngineEnd, EngineOptions } from '../../engine-options.ts';
import type { Kubelet, LogStore } from '../../kubelet/index.ts';
import type { KeptTelemetry } from '../../telemetry/keep-telemetry.ts';
import { describeAutoscalers, describeByHand } from './cluster-view.ts';
import type { DeploymentCommands } from './deployment-commands.ts';
import { describeDeployments } from './deployment-view.ts';
import type { EnginePlan } from './plan-engine.ts';
import type { Companions } from './start-companions.ts';
import type { Teardown } from './teardown.ts';

interface RunningEngineParts {
  readonly plan: EnginePlan;
  readonly options: EngineOptions;
  readonly clock: Clock;
  readonly startedAtMs: number;
  readonly store: ObjectStore;
  readonly kubelet: Kubelet;
  readonly hostPorts: Pick<HostPorts, 'opened' | 'unopened'>;
  readonly commands: DeploymentCommands;
  readonly companions: Companions;
  readonly adminPort: number;
  readonly telemetry: Pick<KeptTelemetry, 'pid'>;
  readonly secrets: Pick<GeneratedSecrets, 'generated'>;
  readonly logs: LogStore;
  readonly teardown: Teardown;
}

const readyWithinMs = 60_000;
const scaledWithinMs = 120_000;
/**
 * A Deployment's own `progressDeadlineSeconds` ends the waiting for a rollout that is stuck; this one ends a slow one.
 */
const restartedWithinMs = 1_200_000;

/** A started system under one handle, for the process that started it and for the control API. */
export class RunningEngine implements Engine, ControlledEngine {
  readonly closed: Promise<EngineEnd>;
  readonly #parts: RunningEngineParts;
  #resolveClosed: (end: EngineEnd) => void = () => undefined;
  #readyAtMs: number | null = null;
  #stopping: Promise<void> | null = null;

  constructor(parts: RunningEngineParts) {
    this.#parts = parts;
    this.closed = new Promise((resolve) => {
      this.#resolveClosed = resolve;
    });
  }

  get controlPort(): number {
    return this.#parts.plan.ports.control;
  }

  get logs(): LogStore {
    return this.#parts.logs;
  }

  status(): EngineStatus {
    const { plan, options, startedAtMs, store, kubelet, companions, secrets, hostPorts } = this.#parts;
    const postgres = companions.postgres.current;
    return {
      namespace: plan.set.namespace,
      startedAt: new Date(startedAtMs).toISOString(),
      readyAt: this.#readyAtMs === null ? null : new Date(this.#readyAtMs).toISOString(),
      portOffset: options.portOffset,
      controlPort: plan.ports.control,
      dataDirectory: options.dataDirectory,
      manifestsDirectory: options.manifestsDirectory,
      pid: process.pid,
      postgres: postgres === null ? null : { host: postgres.host, port: postgres.port, pid: postgres.pid },
      mesh: { pid: companions.mesh.current.pid, adminPort: this.#parts.adminPort },
      telemetry: { pid: this.#parts.telemetry.pid, prometheusPort: plan.ports.prometheus },
      addresses: hostPorts.opened.map(({ service, port }) => ({
        service,
        url: `http://127.0.0.1:${port}`,
      })),
      deployments: describeDeployments({ store, kubelet, namespace: plan.set.namespace }),
      autoscalers: describeAutoscalers(store),
      appliedByHand: describeByHand(store),
      closedPorts: hostPorts.unopened.map(({ service, namespace, servicePort, reason }) => ({
        service,
        namespace,
        port: servicePort,
        reason,
      })),
      generatedSecrets: [...secrets.generated],
      notApplicable: [...plan.set.notApplicable],
    };
  }

  async ready(deadlineMs = readyWithinMs): Promise<void> {
    await this.#parts.commands.ready(deadlineMs);
    this.#readyAtMs ??= this.#parts.clock.now();
  }

  scale(deployment: string, replicas: number, deadlineMs = scaledWithinMs): Promise<void> {
    return this.#parts.commands.scale(deployment, replicas, deadlineMs);
  }

  restart(deployment: string, deadlineMs = restartedWithinMs): Promise<void> {
    return this.#parts.commands.restart(deployment, deadlineMs);
  }

  beginRestart(deployment: string): void {
    this.#parts.commands.beginRestart(deployment);
  }

  beginScale(deployment: string, replicas: number): void {
    this.#parts.commands.want(deployment, replicas);
  }

  requestStop(): void {
    void this.#end('stop-requested');
  }

  stop(): Promise<void> {
    return this.#end('stopped');
  }

  #end(reason: EngineEnd['reason']): Promise<void> {
    this.#stopping ??= this.#tearDown(reason);
    return this.#stopping;
  }

  async #tearDown(reason: EngineEnd['reason']): Promise<void> {
    this.#parts.commands.stop();
    this.#parts.options.onProgress?.({ step: 'stopping', message: 'stopping' });
    await this.#parts.teardown.run();
    this.#resolveClosed({ reason });
  }
}
