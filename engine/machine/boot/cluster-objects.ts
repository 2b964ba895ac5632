import type { ClusterObjects } from '../../kubelet/index.ts';
import type { ManifestSet } from '../../manifests/index.ts';
import { postgresServiceNames } from '../../postgres/index.ts';
import type { SecretStore } from '../../secrets/index.ts';
import type { Environment } from '../processes/host-environment.ts';

/** What pods may refer to, by the names that the manifests give it. */
export function clusterObjects(
  set: ManifestSet,
  secrets: SecretStore,
  { postgres, otlpPort }: Required<Pick<ClusterObjects, 'postgres' | 'otlpPort'>>,
): ClusterObjects {
  const configMaps = new Map(set.configMaps.map(({ metadata, data }) => [metadata.name, data ?? {}]));
  const servicePorts = new Set(
    set.services.flatMap(({ metadata, spec }) =>
      spec.ports.map(({ port }) => `${metadata.name}.${set.namespace}:${port}`),
    ),
  );
  return {
    namespace: set.namespace,
    configMap: (name) => configMaps.get(name),
    secret: (name) => secretOf(name, set, secrets),
    hasServicePort: (service, port) => servicePorts.has(`${service}:${port}`),
    postgresHosts: new Set(
      set.clusters.flatMap(({ metadata }) =>
        postgresServiceNames(metadata.name).map((name) => `${name}.${set.namespace}`),
      ),
    ),
    postgres,
    otlpPort,
  };
}

function secretOf(name: string, set: ManifestSet, secrets: SecretStore): Environment | undefined {
  const keys = secrets.keys(name);
  const isDeclared = set.secrets.some(({ metadata }) => metadata.name === name);
  if (keys.length === 0 && !isDeclared) return undefined;
  return Object.fromEntries(keys.map((key) => [key, secrets.get(name, key)]));
}
