import type { DeclaredObjects, ObjectFinding } from './declared-objects.ts';
import type { FieldPath } from './field-path.ts';
import type { Deployment } from './schemas/deployment.ts';
import { secretValues } from './secret-values.ts';

type Values = Readonly<Record<string, string>>;
type EnvironmentHolder = Pick<
  Deployment['spec']['template']['spec']['containers'][number],
  'env' | 'envFrom'
>;

interface Source {
  readonly kind: 'ConfigMap' | 'Secret';
  readonly name: string;
  /** Null when every key becomes a variable. */
  readonly key: string | null;
  readonly path: FieldPath;
}

function sourcesOf({ env = [], envFrom = [] }: EnvironmentHolder, path: FieldPath): Source[] {
  const single = env.flatMap(({ valueFrom }, index): Source[] => {
    const at = [...path, 'env', index, 'valueFrom'];
    const { configMapKeyRef: map, secretKeyRef: secret } = valueFrom ?? {};
    return [
      ...(map === undefined
        ? []
        : [{ kind: 'ConfigMap' as const, ...map, path: [...at, 'configMapKeyRef'] }]),
      ...(secret === undefined
        ? []
        : [{ kind: 'Secret' as const, ...secret, path: [...at, 'secretKeyRef'] }]),
    ];
  });
  const whole = envFrom.flatMap(({ configMapRef: map, secretRef: secret }, index): Source[] => {
    const at = [...path, 'envFrom', index];
    return [
      ...(map === undefined
        ? []
        : [{ kind: 'ConfigMap' as const, ...map, key: null, path: [...at, 'configMapRef'] }]),
      ...(secret === undefined
        ? []
        : [{ kind: 'Secret' as const, ...secret, key: null, path: [...at, 'secretRef'] }]),
    ];
  });
  return [...single, ...whole];
}

function sourcesOfDeployment({ spec }: Deployment): Source[] {
  const path: FieldPath = ['spec', 'template', 'spec'];
  const { containers, initContainers = [] } = spec.template.spec;
  return [
    ...initContainers.flatMap((container, index) => sourcesOf(container, [...path, 'initContainers', index])),
    ...containers.flatMap((container, index) => sourcesOf(container, [...path, 'containers', index])),
  ];
}

/** What a ConfigMap or Secret gives to a variable must be a text that a process can get. The finding never repeats the value. */
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
    sourcesOfDeployment(object).flatMap(({ kind, name, key, path }): ObjectFinding[] => {
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
