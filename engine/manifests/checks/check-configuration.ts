import type { InitContainer } from '../../schemas/container.ts';
import type { Deployment } from '../../schemas/deployment.ts';
import type { Secret } from '../../schemas/secret.ts';
import type { Volume } from '../../schemas/volume.ts';
import type { FieldPath } from '../field-path.ts';
import type { ObjectFinding } from '../manifest-problem.ts';
import type { DeclaredObjects } from '../reading/declared-objects.ts';
import { type SecretReference, secretReferences } from '../secret-references.ts';
import { decodeSecretValue, secretValues } from '../secret-values.ts';

type Values = Readonly<Record<string, string>>;
const podPath: FieldPath = ['spec', 'template', 'spec'];

interface ConfigurationSource {
  readonly kind: 'ConfigMap' | 'Secret';
  readonly name: string;
  /** Null when the place takes every key. */
  readonly key: string | null;
  readonly isOptional: boolean;
  readonly path: FieldPath;
}

/** ConfigMaps that pods need must be there, with the keys that are named. */
export function checkConfigReferences({ readable, isDeclared }: DeclaredObjects): ObjectFinding[] {
  const data = new Map(readable.ConfigMap.map((map) => [map.metadata.name, map.data ?? {}]));
  return readable.Deployment.flatMap((object) =>
    requiredConfigMaps(object).flatMap(({ name, key, path }): ObjectFinding[] => {
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

/**
 * What a ConfigMap or Secret gives to a variable must be a text that a process can get. The finding never repeats the
 * value.
 */
export function checkEnvironmentValues({ readable }: DeclaredObjects): ObjectFinding[] {
  const values = {
    ConfigMap: new Map(
      readable.ConfigMap.map(({ metadata, data }): [string, Values] => [metadata.name, data ?? {}]),
    ),
    Secret: new Map(
      readable.Secret.map((secret): [string, Values] => [secret.metadata.name, secretValues(secret)]),
    ),
  };
  return readable.Deployment.flatMap((object) =>
    sourcesOfContainers(object).flatMap(({ kind, name, key, path }): ObjectFinding[] => {
      const found = Object.entries(values[kind].get(name) ?? {});
      return found
        .filter(([each, value]) => (key === null || each === key) && value.includes('\0'))
        .map(([each]) => ({
          object,
          path,
          message: `key ${each} of ${kind} ${name} holds a NUL byte, which no environment variable can: mount it as a volume, or remove the byte`,
        }));
    }),
  );
}

/** Secrets may be missing (they are generated); those that are declared must hold what is asked of them. */
export function checkSecrets({ readable, isDeclared }: DeclaredObjects): ObjectFinding[] {
  const references = secretReferences({ deployments: readable.Deployment, clusters: readable.Cluster });
  const declared = new Map(readable.Secret.map((secret) => [secret.metadata.name, secretValues(secret)]));
  const required = references.filter(({ isOptional }) => !isOptional);
  const ofDeclared = required.flatMap((reference) => {
    const values = declared.get(reference.secret);
    if (values === undefined) return [];
    return [...missingKey(reference, values), ...strangeUser(reference, values)];
  });
  return [
    ...readable.Secret.flatMap(encodingFindings),
    ...ofDeclared,
    ...sharedBetweenRoles(references),
    ...unnamedKeys(references.filter(({ secret }) => !isDeclared('Secret', secret))),
  ];
}

function requiredConfigMaps(object: Deployment): ConfigurationSource[] {
  const { volumes = [] } = object.spec.template.spec;
  return [...volumeSources(volumes, podPath), ...sourcesOfContainers(object)].filter(
    ({ kind, isOptional }) => kind === 'ConfigMap' && !isOptional,
  );
}

/** The places from which a container gets variables. */
function environmentSources(
  { env = [], envFrom = [] }: Pick<InitContainer, 'env' | 'envFrom'>,
  path: FieldPath,
): ConfigurationSource[] {
  const single = env.flatMap(({ valueFrom }, index) => {
    const at = [...path, 'env', index, 'valueFrom'];
    const { configMapKeyRef, secretKeyRef } = valueFrom ?? {};
    return [
      ...sourceOf('ConfigMap', configMapKeyRef, configMapKeyRef?.key ?? null, [...at, 'configMapKeyRef']),
      ...sourceOf('Secret', secretKeyRef, secretKeyRef?.key ?? null, [...at, 'secretKeyRef']),
    ];
  });
  const whole = envFrom.flatMap(({ configMapRef, secretRef }, index) => {
    const at = [...path, 'envFrom', index];
    return [
      ...sourceOf('ConfigMap', configMapRef, null, [...at, 'configMapRef']),
      ...sourceOf('Secret', secretRef, null, [...at, 'secretRef']),
    ];
  });
  return [...single, ...whole];
}

function sourceOf(
  kind: ConfigurationSource['kind'],
  reference: { readonly name: string; readonly optional?: boolean } | undefined,
  key: string | null,
  path: FieldPath,
): ConfigurationSource[] {
  if (reference === undefined) return [];
  return [{ kind, name: reference.name, key, isOptional: reference.optional === true, path }];
}

function volumeSources(volumes: readonly Volume[], path: FieldPath): ConfigurationSource[] {
  return volumes.flatMap(({ configMap }, index): ConfigurationSource[] => {
    if (configMap === undefined) return [];
    const { name, items = [], optional: isOptional = false } = configMap;
    const at = [...path, 'volumes', index, 'configMap'];
    const source = { kind: 'ConfigMap', name, isOptional } as const;
    return [
      { ...source, key: null, path: at },
      ...items.map(({ key }, item) => ({ ...source, key, path: [...at, 'items', item] })),
    ];
  });
}

function sourcesOfContainers({ spec }: Deployment): ConfigurationSource[] {
  const { containers, initContainers = [] } = spec.template.spec;
  return [
    ...initContainers.flatMap((container, index) =>
      environmentSources(container, [...podPath, 'initContainers', index]),
    ),
    ...containers.flatMap((container, index) =>
      environmentSources(container, [...podPath, 'containers', index]),
    ),
  ];
}

function encodingFindings(object: Secret): ObjectFinding[] {
  return Object.entries(object.data ?? {})
    .filter(([, value]) => decodeSecretValue(value) === null)
    .map(([key]) => ({
      object,
      path: ['data', key],
      message: 'must be the base64 of a UTF-8 text: encode it, or write it under stringData',
    }));
}

/** A Secret that is generated has the keys that somebody names; a place that takes them all cannot name them. */
function unnamedKeys(references: readonly SecretReference[]): ObjectFinding[] {
  const named = new Set(references.filter(({ key }) => key !== null).map(({ secret }) => secret));
  return references
    .filter(({ secret, key, isOptional }) => key === null && !isOptional && !named.has(secret))
    .map(({ secret, object, path }) => ({
      object,
      path,
      message: `Secret ${secret} is in no manifest, so it is generated here, but nothing says with which keys: name them, as items of the volume or as secretKeyRef`,
    }));
}

function missingKey(
  { secret, key, object, path }: SecretReference,
  values: Readonly<Record<string, string>>,
) {
  if (key === null || Object.hasOwn(values, key)) return [];
  const message = `Secret ${secret} has no key ${key}: add it, or name one of ${Object.keys(values).join(', ') || 'its keys'}`;
  return [{ object, path, message }];
}

/** CloudNativePG refuses a password Secret whose `username` is not the role. */
function strangeUser(
  { role, key, object, path, secret }: SecretReference,
  values: Readonly<Record<string, string>>,
) {
  if (role === null || key !== 'username' || values['username'] === undefined || values['username'] === role)
    return [];
  return [{ object, path, message: `Secret ${secret} must have the name of the role as its username` }];
}

/** Two roles cannot both be the `username` of one Secret. */
function sharedBetweenRoles(references: readonly SecretReference[]): ObjectFinding[] {
  const owners = new Map<string, string>();
  return references.flatMap(({ secret, role, key, object, path }): ObjectFinding[] => {
    if (role === null || key !== 'username') return [];
    const owner = owners.get(secret) ?? role;
    owners.set(secret, owner);
    if (owner === role) return [];
    return [
      { object, path, message: `Secret ${secret} is that of role ${owner} already: give each role its own` },
    ];
  });
}
