import { type Static, Type } from 'typebox';
import { EnvFromSourceSchema, EnvVarSchema } from './environment.ts';
import { reasons } from './not-applicable-reasons.ts';
import { LifecycleSchema, ProbeSchema } from './probe.ts';
import {
  labelName,
  listed,
  mustBe,
  oneOf,
  optionalFlag,
  optionalObject,
  optionalText,
  portNumber,
  processText,
  quantityMap,
  refused,
  strictObject,
} from './schema-building.ts';
import { containerSecurityContext } from './security-context.ts';
import { VolumeMountSchema } from './volume.ts';

const portName = () =>
  Type.String({
    pattern: '^(?=.*[a-z])(?!.*--)[a-z0-9]([-a-z0-9]*[a-z0-9])?$',
    maxLength: 15,
    ...mustBe('must be at most 15 lower-case letters, digits and "-", with a letter among them'),
  });

const ContainerPortSchema = strictObject({
  name: Type.Optional(portName()),
  containerPort: portNumber(),
  protocol: refused('pods are reached over TCP here', ['TCP']),
  hostPort: refused('pods get a free port of this machine: use a Service', [0]),
  hostIP: refused('pods listen on 127.0.0.1 here: remove it', ['', '127.0.0.1']),
});
export type ContainerPort = Static<typeof ContainerPortSchema>;

const claim = strictObject({ name: Type.String(), request: optionalText() });

/** https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#resources */
export const podResources = optionalObject(
  {
    limits: Type.Optional(quantityMap()),
    requests: Type.Optional(quantityMap()),
    claims: Type.Optional(Type.Array(claim)),
  },
  listed(reasons.resources),
);

/** What the scheduler counts: CPU and memory. */
export const requestedQuantities = () =>
  Type.Optional(
    Type.Unsafe<Record<string, number | string>>({
      type: 'object',
      properties: { cpu: { type: ['number', 'string'] }, memory: { type: ['number', 'string'] } },
      additionalProperties: { type: ['number', 'string'], ...listed(reasons.scheduling) },
    }),
  );

/**
 * Of one container; its memory limit is obeyed, and its requests must fit on the machine. A limit is a request where
 * none is written.
 */
const containerResources = optionalObject(
  {
    limits: Type.Optional(
      Type.Unsafe<Record<string, number | string>>({
        type: 'object',
        properties: { memory: { type: ['number', 'string'] } },
        additionalProperties: { type: ['number', 'string'], ...listed(reasons.resources) },
      }),
    ),
    requests: requestedQuantities(),
    claims: Type.Optional(Type.Array(claim, listed(reasons.scheduling))),
  },
  { 'x-requests-from-limits': true },
);

const processFields = {
  name: labelName(),
  image: Type.String({ minLength: 1 }),
  imagePullPolicy: Type.Optional(oneOf(['Always', 'IfNotPresent', 'Never'], listed(reasons.images))),
  command: Type.Optional(Type.Array(processText())),
  args: Type.Optional(Type.Array(processText())),
  workingDir: Type.Optional(processText()),
  env: Type.Optional(Type.Array(EnvVarSchema)),
  envFrom: Type.Optional(Type.Array(EnvFromSourceSchema)),
  resources: containerResources,
  resizePolicy: Type.Optional(
    Type.Array(
      strictObject({
        resourceName: oneOf(['cpu', 'memory']),
        restartPolicy: oneOf(['NotRequired', 'RestartContainer']),
      }),
      listed(reasons.resources),
    ),
  ),
  securityContext: containerSecurityContext,
  volumeMounts: Type.Optional(Type.Array(VolumeMountSchema)),
  volumeDevices: refused('there are no block devices to hand to a process here'),
  stdin: optionalFlag(listed(reasons.container, [false])),
  stdinOnce: optionalFlag(listed(reasons.container, [false])),
  tty: optionalFlag(listed(reasons.container, [false])),
  terminationMessagePath: optionalText(listed(reasons.container)),
  terminationMessagePolicy: Type.Optional(
    oneOf(['File', 'FallbackToLogsOnError'], listed(reasons.container)),
  ),
  restartPolicyRules: refused('restart rules of a container are not followed here yet: remove them'),
};

export const ContainerSchema = strictObject({
  ...processFields,
  ports: Type.Optional(Type.Array(ContainerPortSchema)),
  startupProbe: Type.Optional(ProbeSchema),
  readinessProbe: Type.Optional(ProbeSchema),
  livenessProbe: Type.Optional(ProbeSchema),
  lifecycle: Type.Optional(LifecycleSchema),
  restartPolicy: refused('pods of a Deployment always restart: remove it', ['Always']),
});
export type Container = Static<typeof ContainerSchema>;

const ranToCompletion = 'init containers run to completion, so they cannot have it: remove it';

export const InitContainerSchema = strictObject({
  ...processFields,
  ports: Type.Optional(Type.Array(ContainerPortSchema, listed('nothing connects to an init container'))),
  startupProbe: refused(ranToCompletion),
  readinessProbe: refused(ranToCompletion),
  livenessProbe: refused(ranToCompletion),
  lifecycle: refused(ranToCompletion),
  restartPolicy: refused('sidecars (restartPolicy Always) are not run here: make it one of containers'),
});
export type InitContainer = Static<typeof InitContainerSchema>;
