import type { Container, ContainerPort, InitContainer } from '../../schemas/container.ts';
import type { EnvFromSource, EnvVar } from '../../schemas/environment.ts';
import type { Lifecycle, Probe } from '../../schemas/probe.ts';
import type { VolumeMount } from '../../schemas/volume.ts';
import type { FieldPath } from '../field-path.ts';
import type { Finding } from '../manifest-problem.ts';
import { parseQuantity } from '../parse-quantity.ts';

export function checkInitContainer(
  container: InitContainer,
  path: FieldPath,
  volumeNames: readonly string[],
): Finding[] {
  const { env = [], envFrom = [], volumeMounts = [] } = container;
  return [
    ...env.flatMap((variable, index) => checkVariable(variable, [...path, 'env', index])),
    ...envFrom.flatMap((source, index) => checkSource(source, [...path, 'envFrom', index])),
    ...checkMounts(volumeMounts, path, volumeNames),
    ...checkResources(container, path),
    ...checkOrder(container, path),
  ];
}

export function checkContainer(
  container: Container,
  path: FieldPath,
  volumeNames: readonly string[],
): Finding[] {
  const { ports = [], startupProbe, readinessProbe, livenessProbe, lifecycle } = container;
  const [port, ...more] = ports;
  const probes = { startupProbe, readinessProbe, livenessProbe };
  return [
    ...checkInitContainer(container, path, volumeNames),
    ...more.map((_, index) => ({
      path: [...path, 'ports', index + 1],
      message: 'is a second port: the engine tells a process one port to listen on, as PORT',
    })),
    ...Object.entries(probes).flatMap(([name, probe]) =>
      probe === undefined ? [] : checkProbe(probe, [...path, name], port, name === 'readinessProbe'),
    ),
    ...(lifecycle === undefined ? [] : checkLifecycle(lifecycle, [...path, 'lifecycle'], port)),
  ];
}

function checkVariable({ value, valueFrom }: EnvVar, path: FieldPath): Finding[] {
  if (valueFrom === undefined) return [];
  // An empty value stands beside valueFrom where a patch adds a source to a variable: the API server takes it.
  if (value !== undefined && value !== '')
    return [{ path, message: 'has both value and valueFrom: keep one of them' }];
  const count = Object.values(valueFrom).filter((source) => source !== undefined).length;
  if (count === 1) return [];
  const message = 'must have exactly one of secretKeyRef, configMapKeyRef, fieldRef';
  return [{ path: [...path, 'valueFrom'], message }];
}

function checkSource({ configMapRef, secretRef }: EnvFromSource, path: FieldPath): Finding[] {
  if ((configMapRef === undefined) !== (secretRef === undefined)) return [];
  return [{ path, message: 'must have exactly one of configMapRef, secretRef' }];
}

function checkMounts(
  mounts: readonly VolumeMount[],
  path: FieldPath,
  volumeNames: readonly string[],
): Finding[] {
  return mounts.flatMap(({ name, mountPath }, index): Finding[] => {
    const at = [...path, 'volumeMounts', index];
    const isSecond = mounts.findIndex((other) => other.mountPath === mountPath) !== index;
    return [
      ...(volumeNames.includes(name)
        ? []
        : [
            {
              path: [...at, 'name'],
              message: `no volume ${name} is declared in the pod: add it to its volumes`,
            },
          ]),
      ...(isSecond ? [{ path: [...at, 'mountPath'], message: 'is mounted twice: choose another path' }] : []),
    ];
  });
}

/** A request beyond its limit could never be met: the API server refuses it. */
function checkOrder({ resources }: InitContainer, path: FieldPath): Finding[] {
  const { requests = {}, limits = {} } = resources ?? {};
  return Object.entries(requests).flatMap(([name, written]): Finding[] => {
    const request = parseQuantity(written);
    const limit = limits[name] === undefined ? null : parseQuantity(limits[name]);
    if (request === null || limit === null || request <= limit) return [];
    const message = `must not be more than the limit, ${limits[name]}`;
    return [{ path: [...path, 'resources', 'requests', name], message }];
  });
}

function checkResources({ resources }: InitContainer, path: FieldPath): Finding[] {
  return (['limits', 'requests'] as const).flatMap((group) =>
    Object.entries(resources?.[group] ?? {}).flatMap(([name, written]): Finding[] => {
      // A request that was completed from its limit: the limit alone is reported.
      if (group === 'requests' && written === resources?.limits?.[name]) return [];
      const quantity = parseQuantity(written);
      // A limit of no memory would end every process at once.
      const isMemoryLimit = group === 'limits' && name === 'memory';
      if (quantity !== null && (isMemoryLimit ? quantity > 0 : quantity >= 0)) return [];
      const example = name === 'cpu' ? '500m or 2' : '512Mi or 1Gi';
      return [
        { path: [...path, 'resources', group, name], message: `must be a quantity such as ${example}` },
      ];
    }),
  );
}

function checkPort(asked: number | string, path: FieldPath, port: ContainerPort | undefined): Finding[] {
  if (port !== undefined && (asked === port.containerPort || asked === port.name)) return [];
  const named = port?.name === undefined ? '' : ` or ${port.name}`;
  const advice = port === undefined ? 'declare it under ports' : `write ${port.containerPort}${named}`;
  return [{ path: [...path, 'port'], message: `the container has no port ${asked}: ${advice}` }];
}

/** `refused` is a handler that is not run here and reported as such already. */
function checkHandlers(
  handlers: Readonly<Record<string, unknown>>,
  refused: unknown,
  path: FieldPath,
): Finding[] {
  const names = Object.keys(handlers);
  if (refused !== undefined || names.filter((name) => handlers[name] !== undefined).length === 1) return [];
  return [{ path, message: `must have exactly one of ${names.join(', ')}` }];
}

/** A probe asks the one port of its container, in exactly one way. */
function checkProbe(
  probe: Probe,
  path: FieldPath,
  port: ContainerPort | undefined,
  isReadiness: boolean,
): Finding[] {
  const { httpGet, tcpSocket, exec, grpc, successThreshold = 1 } = probe;
  return [
    ...(isReadiness || successThreshold === 1
      ? []
      : [{ path: [...path, 'successThreshold'], message: 'must be 1 for startup and liveness probes' }]),
    ...checkHandlers({ httpGet, tcpSocket, exec }, grpc, path),
    ...(httpGet === undefined ? [] : checkPort(httpGet.port, [...path, 'httpGet'], port)),
    ...(tcpSocket === undefined ? [] : checkPort(tcpSocket.port, [...path, 'tcpSocket'], port)),
  ];
}

function checkLifecycle({ preStop }: Lifecycle, path: FieldPath, port: ContainerPort | undefined): Finding[] {
  if (preStop === undefined) return [];
  const { exec, httpGet, sleep, tcpSocket } = preStop;
  const at = [...path, 'preStop'];
  return [
    ...checkHandlers({ exec, httpGet, sleep }, tcpSocket, at),
    ...(httpGet === undefined ? [] : checkPort(httpGet.port, [...at, 'httpGet'], port)),
  ];
}
