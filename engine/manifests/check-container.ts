import { checkLifecycle, checkProbe } from './check-probe.ts';
import type { Finding } from './check-schema.ts';
import type { FieldPath } from './field-path.ts';
import { parseQuantity } from './parse-quantity.ts';
import type { Container, InitContainer } from './schemas/container.ts';
import type { EnvFromSource, EnvVar } from './schemas/environment.ts';
import type { VolumeMount } from './schemas/volume.ts';

interface ContainerPlace {
  readonly path: FieldPath;
  readonly volumeNames: readonly string[];
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

function checkMounts(mounts: readonly VolumeMount[], { path, volumeNames }: ContainerPlace): Finding[] {
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

export function checkInitContainer(container: InitContainer, place: ContainerPlace): Finding[] {
  const { env = [], envFrom = [], volumeMounts = [] } = container;
  const { path } = place;
  return [
    ...env.flatMap((variable, index) => checkVariable(variable, [...path, 'env', index])),
    ...envFrom.flatMap((source, index) => checkSource(source, [...path, 'envFrom', index])),
    ...checkMounts(volumeMounts, place),
    ...checkResources(container, path),
    ...checkOrder(container, path),
  ];
}

export function checkContainer(container: Container, place: ContainerPlace): Finding[] {
  const { ports = [], startupProbe, readinessProbe, livenessProbe, lifecycle } = container;
  const { path } = place;
  const [port, ...more] = ports;
  const probes = { startupProbe, readinessProbe, livenessProbe };
  return [
    ...checkInitContainer(container, place),
    ...more.map((_, index) => ({
      path: [...path, 'ports', index + 1],
      message: 'is a second port: the engine tells a process one port to listen on, as PORT',
    })),
    ...Object.entries(probes).flatMap(([name, probe]) =>
      probe === undefined
        ? []
        : checkProbe(probe, { path: [...path, name], port, isReadiness: name === 'readinessProbe' }),
    ),
    ...(lifecycle === undefined ? [] : checkLifecycle(lifecycle, { path: [...path, 'lifecycle'], port })),
  ];
}
