import type { Deployment } from '../schemas/deployment.ts';
import type { PostgresCluster } from '../schemas/postgres-cluster.ts';
import type { FieldPath } from './field-path.ts';

/** One place that names a Secret. */
export interface SecretReference {
  readonly secret: string;
  /** Null when the place takes every key that the Secret has. */
  readonly key: string | null;
  readonly isOptional: boolean;
  /** The role that signs in with the Secret, where the place is one of PostgreSQL's managed roles. */
  readonly role: string | null;
  readonly object: object;
  readonly path: FieldPath;
}

interface SecretUsers {
  readonly deployments: readonly Pick<Deployment, 'spec'>[];
  readonly clusters: readonly Pick<PostgresCluster, 'spec'>[];
}

type PlacedReference = Omit<SecretReference, 'object' | 'role'>;
type PodSpec = Deployment['spec']['template']['spec'];
type EnvironmentHolder = Pick<PodSpec['containers'][number], 'env' | 'envFrom'>;

function environmentReferences(
  { env = [], envFrom = [] }: EnvironmentHolder,
  path: FieldPath,
): PlacedReference[] {
  const single = env.flatMap(({ valueFrom }, index): PlacedReference[] => {
    const reference = valueFrom?.secretKeyRef;
    if (reference === undefined) return [];
    const { name: secret, key, optional: isOptional = false } = reference;
    return [{ secret, key, isOptional, path: [...path, 'env', index, 'valueFrom', 'secretKeyRef'] }];
  });
  const whole = envFrom.flatMap(({ secretRef }, index): PlacedReference[] => {
    if (secretRef === undefined) return [];
    const { name: secret, optional: isOptional = false } = secretRef;
    return [{ secret, key: null, isOptional, path: [...path, 'envFrom', index, 'secretRef'] }];
  });
  return [...single, ...whole];
}

function volumeReferences(volumes: NonNullable<PodSpec['volumes']>, path: FieldPath): PlacedReference[] {
  return volumes.flatMap(({ secret: source }, index): PlacedReference[] => {
    if (source === undefined) return [];
    const { secretName: secret, items, optional: isOptional = false } = source;
    const at = [...path, 'volumes', index, 'secret'];
    if (items === undefined) return [{ secret, key: null, isOptional, path: at }];
    return items.map(({ key }, item) => ({ secret, key, isOptional, path: [...at, 'items', item] }));
  });
}

function podReferences(pod: PodSpec, path: FieldPath): PlacedReference[] {
  return [
    ...volumeReferences(pod.volumes ?? [], path),
    ...(pod.initContainers ?? []).flatMap((container, index) =>
      environmentReferences(container, [...path, 'initContainers', index]),
    ),
    ...pod.containers.flatMap((container, index) =>
      environmentReferences(container, [...path, 'containers', index]),
    ),
  ];
}

/** CloudNativePG takes a role's password from a Secret of the form `kubernetes.io/basic-auth`. */
const basicAuthKeys = ['username', 'password'];

function roleReferences(cluster: Pick<PostgresCluster, 'spec'>): SecretReference[] {
  return (cluster.spec.managed?.roles ?? []).flatMap(({ name: role, passwordSecret }, index) => {
    if (passwordSecret === undefined) return [];
    const path = ['spec', 'managed', 'roles', index, 'passwordSecret'];
    const place = { secret: passwordSecret.name, isOptional: false, role, object: cluster, path };
    return basicAuthKeys.map((key) => ({ ...place, key }));
  });
}

/** Every place in Deployments and Clusters that names a Secret, in the order of the manifests. */
export function secretReferences({ deployments, clusters }: SecretUsers): SecretReference[] {
  const fromPods = deployments.flatMap((object) =>
    podReferences(object.spec.template.spec, ['spec', 'template', 'spec']).map((reference) => ({
      ...reference,
      object,
      role: null,
    })),
  );
  return [...fromPods, ...clusters.flatMap(roleReferences)];
}
