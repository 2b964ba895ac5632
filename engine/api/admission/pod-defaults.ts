import type { Container, InitContainer } from '../../schemas/container.ts';
import type { EnvVar } from '../../schemas/environment.ts';
import type { PodSpec, PodTemplate } from '../../schemas/pod.ts';
import type { HttpGetAction, Lifecycle, Probe } from '../../schemas/probe.ts';
import type { Volume } from '../../schemas/volume.ts';

/** 0644, as the API server writes it. */
const fileMode = 0o644;

/**
 * A template with what the API server completes in it.
 * https://github.com/kubernetes/kubernetes/blob/v1.34.0/pkg/apis/core/v1/defaults.go
 */
export function withTemplateDefaults(template: PodTemplate): PodTemplate {
  return { ...template, spec: withPodDefaults(template.spec) };
}

function withPodDefaults(spec: PodSpec): PodSpec {
  const { initContainers, volumes } = spec;
  return {
    restartPolicy: 'Always',
    terminationGracePeriodSeconds: 30,
    dnsPolicy: 'ClusterFirst',
    securityContext: {},
    schedulerName: 'default-scheduler',
    ...spec,
    containers: spec.containers.map(withContainerDefaults),
    ...(initContainers === undefined ? {} : { initContainers: initContainers.map(withProcessDefaults) }),
    ...(volumes === undefined ? {} : { volumes: volumes.map(withVolumeDefaults) }),
  };
}

function withContainerDefaults(container: Container): Container {
  const { startupProbe, readinessProbe, livenessProbe, lifecycle } = container;
  return {
    ...withProcessDefaults(container),
    ...(startupProbe === undefined ? {} : { startupProbe: withProbeDefaults(startupProbe) }),
    ...(readinessProbe === undefined ? {} : { readinessProbe: withProbeDefaults(readinessProbe) }),
    ...(livenessProbe === undefined ? {} : { livenessProbe: withProbeDefaults(livenessProbe) }),
    ...(lifecycle === undefined ? {} : { lifecycle: withLifecycleDefaults(lifecycle) }),
  };
}

function withProcessDefaults<Process extends InitContainer>(container: Process): Process {
  const { ports, env, image } = container;
  return {
    resources: {},
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
    imagePullPolicy: isLatest(image) ? 'Always' : 'IfNotPresent',
    ...container,
    ...(ports === undefined ? {} : { ports: ports.map((port) => ({ protocol: 'TCP', ...port })) }),
    ...(env === undefined ? {} : { env: env.map(withVariableDefaults) }),
  };
}

/** A tag stands after the last colon, unless that belongs to the port of a registry; a digest is no tag. */
function isLatest(image: string): boolean {
  if (image.includes('@')) return false;
  const tag = /:([^:/]+)$/.exec(image)?.[1];
  return tag === undefined || tag === 'latest';
}

function withVariableDefaults(variable: EnvVar): EnvVar {
  const fieldRef = variable.valueFrom?.fieldRef;
  if (fieldRef === undefined) return variable;
  return { ...variable, valueFrom: { ...variable.valueFrom, fieldRef: { apiVersion: 'v1', ...fieldRef } } };
}

function withProbeDefaults(probe: Probe): Probe {
  return {
    timeoutSeconds: 1,
    periodSeconds: 10,
    successThreshold: 1,
    failureThreshold: 3,
    ...withRequestDefaults(probe),
  };
}

function withLifecycleDefaults(lifecycle: Lifecycle): Lifecycle {
  const { preStop } = lifecycle;
  return preStop === undefined ? lifecycle : { ...lifecycle, preStop: withRequestDefaults(preStop) };
}

function withRequestDefaults<Handler extends { httpGet?: HttpGetAction }>(handler: Handler): Handler {
  const { httpGet } = handler;
  return httpGet === undefined ? handler : { ...handler, httpGet: { path: '/', scheme: 'HTTP', ...httpGet } };
}

function withVolumeDefaults(volume: Volume): Volume {
  const { configMap, secret } = volume;
  if (configMap !== undefined) return { ...volume, configMap: { defaultMode: fileMode, ...configMap } };
  if (secret !== undefined) return { ...volume, secret: { defaultMode: fileMode, ...secret } };
  const hasSource = Object.keys(volume).some((field) => field !== 'name');
  return hasSource ? volume : { ...volume, emptyDir: {} };
}
