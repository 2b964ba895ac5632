import type { DeclaredObjects, ObjectFinding } from './declared-objects.ts';
import type { FieldPath } from './field-path.ts';
import type { Deployment } from './schemas/deployment.ts';

interface ConfigReference {
  readonly name: string;
  /** Null when the place takes every key. */
  readonly key: string | null;
  readonly path: FieldPath;
}

type PodSpec = Deployment['spec']['template']['spec'];
type EnvironmentHolder = Pick<PodSpec['containers'][number], 'env' | 'envFrom'>;

function environmentReferences(
  { env = [], envFrom = [] }: EnvironmentHolder,
  path: FieldPath,
): ConfigReference[] {
  return [
    ...env.flatMap(({ valueFrom }, index): ConfigReference[] => {
      const reference = valueFrom?.configMapKeyRef;
      if (reference === undefined || reference.optional === true) return [];
      const { name, key } = reference;
      return [{ name, key, path: [...path, 'env', index, 'valueFrom', 'configMapKeyRef'] }];
    }),
    ...envFrom.flatMap(({ configMapRef }, index): ConfigReference[] => {
      if (configMapRef === undefined || configMapRef.optional === true) return [];
      return [{ name: configMapRef.name, key: null, path: [...path, 'envFrom', index, 'configMapRef'] }];
    }),
  ];
}

function volumeReferences(volumes: NonNullable<PodSpec['volumes']>, path: FieldPath): ConfigReference[] {
  return volumes.flatMap(({ configMap }, index): ConfigReference[] => {
    if (configMap === undefined || configMap.optional === true) return [];
    const { name, items = [] } = configMap;
    const at = [...path, 'volumes', index, 'configMap'];
    return [
      { name, key: null, path: at },
      ...items.map(({ key }, item) => ({ name, key, path: [...at, 'items', item] })),
    ];
  });
}

function referencesOf({ spec }: Deployment): ConfigReference[] {
  const path: FieldPath = ['spec', 'template', 'spec'];
  const { containers, initContainers = [], volumes = [] } = spec.template.spec;
  return [
    ...volumeReferences(volumes, path),
    ...initContainers.flatMap((container, index) =>
      environmentReferences(container, [...path, 'initContainers', index]),
    ),
    ...containers.flatMap((container, index) =>
      environmentReferences(container, [...path, 'containers', index]),
    ),
  ];
}

/** ConfigMaps that pods need must be there, with the keys that are named. */
export function checkConfigReferences({ readable, isDeclared }: DeclaredObjects): ObjectFinding[] {
  const data = new Map(readable.ConfigMap.map((map) => [map.metadata.name, map.data ?? {}]));
  return readable.Deployment.flatMap((object) =>
    referencesOf(object).flatMap(({ name, key, path }): ObjectFinding[] => {
      if (!isDeclared('ConfigMap', name)) {
        // The place as a whole says that the ConfigMap is missing; its single keys need not say so again.
        if (key !== null && path.includes('items')) return [];
        return [
          {
            object,
            path,
            message: `no ConfigMap ${name} is declared: add it, or mark the reference optional`,
          },
        ];
      }
      const values = data.get(name);
      if (key === null || values === undefined || Object.hasOwn(values, key)) return [];
      return [
        {
          object,
          path,
          message: `ConfigMap ${name} has no key ${key}: add it, or mark the reference optional`,
        },
      ];
    }),
  );
}

/** A pod runs as a service account; every namespace has the one named default. */
export function checkServiceAccounts({ readable, isDeclared }: DeclaredObjects): ObjectFinding[] {
  return readable.Deployment.flatMap((object): ObjectFinding[] => {
    const name = object.spec.template.spec.serviceAccountName;
    if (name === undefined || name === 'default' || isDeclared('ServiceAccount', name)) return [];
    const path = ['spec', 'template', 'spec', 'serviceAccountName'];
    return [{ object, path, message: `no ServiceAccount ${name} is declared: add it` }];
  });
}
