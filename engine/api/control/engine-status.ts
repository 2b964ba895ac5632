import { type Static, type TSchema, Type } from 'typebox';

const nullable = <Schema extends TSchema>(schema: Schema) => Type.Union([schema, Type.Null()]);
const instant = () => Type.String({ format: 'date-time' });

export const PodStatusSchema = Type.Object({
  name: Type.String(),
  phase: Type.Union([
    Type.Literal('Pending'),
    Type.Literal('Init'),
    Type.Literal('Running'),
    Type.Literal('Terminating'),
    Type.Literal('Failed'),
    Type.Literal('CrashLoopBackOff'),
  ]),
  ready: Type.Boolean(),
  restarts: Type.Integer(),
  pid: nullable(Type.Integer()),
  port: nullable(Type.Integer()),
  startedAt: nullable(instant()),
  lastExit: nullable(
    Type.Object({
      code: nullable(Type.Integer()),
      signal: nullable(Type.String()),
      /** Where the engine itself ended it. */
      reason: nullable(Type.Literal('OOMKilled')),
      at: instant(),
    }),
  ),
  /**
   * Of its process, with what that started: CPU time since its start, its share of one core lately, resident memory.
   */
  cpuSeconds: nullable(Type.Number()),
  cpuPercent: nullable(Type.Number()),
  memoryBytes: nullable(Type.Integer()),
  /** The reason of the last decision about the pod, in words. */
  message: nullable(Type.String()),
});
export type PodStatus = Static<typeof PodStatusSchema>;

export const DeploymentStatusSchema = Type.Object({
  name: Type.String(),
  wanted: Type.Integer(),
  ready: Type.Integer(),
  /** Of the wanted ones, those of the current template, and those of them that have been ready for long enough. */
  updated: Type.Integer(),
  available: Type.Integer(),
  rollout: Type.Object({
    phase: Type.Union([Type.Literal('complete'), Type.Literal('progressing'), Type.Literal('stalled')]),
    reason: Type.String(),
  }),
  image: Type.String(),
  pods: Type.Array(PodStatusSchema),
});
export type DeploymentStatus = Static<typeof DeploymentStatusSchema>;

/** A HorizontalPodAutoscaler with what it last saw and why it left the replicas as they are. */
export const AutoscalerStatusSchema = Type.Object({
  name: Type.String(),
  namespace: Type.String(),
  /** Kind and name of what it scales, such as `Deployment/gateway`. */
  target: Type.String(),
  /** Each metric as `kubectl get hpa` shows it: the current value and the wanted one. */
  metrics: Type.String(),
  minReplicas: Type.Integer(),
  maxReplicas: Type.Integer(),
  replicas: Type.Integer(),
  desired: Type.Integer(),
  /** In the controller's words; null before its first decision. */
  reason: nullable(Type.String()),
});
export type AutoscalerStatus = Static<typeof AutoscalerStatusSchema>;

/** The running system as `GET /status` tells it. */
export const EngineStatusSchema = Type.Object({
  namespace: Type.String(),
  startedAt: instant(),
  /** When everything was ready for the first time. */
  readyAt: nullable(instant()),
  portOffset: Type.Integer(),
  controlPort: Type.Integer(),
  dataDirectory: Type.String(),
  manifestsDirectory: Type.String(),
  pid: Type.Integer(),
  /** Without a pid it is a server that somebody else runs. */
  postgres: nullable(
    Type.Object({ host: Type.String(), port: Type.Integer(), pid: nullable(Type.Integer()) }),
  ),
  mesh: Type.Object({ pid: Type.Integer(), adminPort: Type.Integer() }),
  /** Null while its process is not there. */
  telemetry: Type.Object({ pid: nullable(Type.Integer()), prometheusPort: Type.Integer() }),
  addresses: Type.Array(Type.Object({ service: Type.String(), url: Type.String() })),
  deployments: Type.Array(DeploymentStatusSchema),
  autoscalers: Type.Array(AutoscalerStatusSchema),
  /** Objects that were applied by hand: no file of the last start has them. */
  appliedByHand: Type.Array(
    Type.Object({ kind: Type.String(), name: Type.String(), namespace: nullable(Type.String()) }),
  ),
  /** Ports of Services that are not open on the host. */
  closedPorts: Type.Array(
    Type.Object({
      service: Type.String(),
      namespace: Type.String(),
      port: Type.Integer(),
      reason: Type.String(),
    }),
  ),
  /** Names of the Secrets that this run generated. */
  generatedSecrets: Type.Array(Type.String()),
  notApplicable: Type.Array(
    Type.Object({
      file: Type.String(),
      line: Type.Integer(),
      kind: Type.String(),
      path: Type.String(),
      reason: Type.String(),
    }),
  ),
});
export type EngineStatus = Static<typeof EngineStatusSchema>;
