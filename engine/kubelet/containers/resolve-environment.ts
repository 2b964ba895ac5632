import type { Environment } from '../../machine/processes/host-environment.ts';
import type { EnvVarSource, InitContainer } from '../../manifests/index.ts';

/** What a container's environment may refer to. */
interface EnvironmentSources {
  readonly namespace: string;
  configMap(name: string): Environment | undefined;
  secret(name: string): Environment | undefined;
  /** The value of a `fieldRef` path of this pod. */
  field(path: string): string;
}

interface ResolvedEnvironment {
  readonly environment: Environment;
  /** References that lead nowhere and are not optional. */
  readonly problems: readonly string[];
}

/**
 * A container's environment as kubelet makes it: `envFrom` first, then `env` in its order, where a value may use
 * `$(NAME)` of what stands before it.
 */
export function resolveEnvironment(
  container: Pick<InitContainer, 'env' | 'envFrom'>,
  sources: EnvironmentSources,
): ResolvedEnvironment {
  // Without a prototype, so that a variable may have any name, also __proto__.
  const environment: Record<string, string> = Object.create(null);
  const problems: string[] = [];
  for (const { prefix = '', configMapRef, secretRef } of container.envFrom ?? []) {
    const reference = configMapRef ?? secretRef;
    if (reference === undefined) continue;
    const kind = configMapRef === undefined ? 'Secret' : 'ConfigMap';
    const values = lookUp(kind, reference.name, sources);
    if (values === undefined && reference.optional !== true) problems.push(missing(kind, reference.name));
    for (const [key, value] of Object.entries(values ?? {})) environment[`${prefix}${key}`] = value;
  }
  for (const { name, value, valueFrom } of container.env ?? []) {
    if (valueFrom === undefined) {
      environment[name] = expandVariables(value ?? '', environment);
      continue;
    }
    const found = resolveSource(valueFrom, sources);
    if (typeof found === 'string') environment[name] = found;
    else if (found.problem !== null) problems.push(found.problem);
  }
  return { environment, problems };
}

function resolveSource(
  source: EnvVarSource,
  sources: EnvironmentSources,
): string | { readonly problem: string | null } {
  if (source.fieldRef !== undefined) return sources.field(source.fieldRef.fieldPath);
  const reference = source.configMapKeyRef ?? source.secretKeyRef;
  if (reference === undefined) return { problem: 'valueFrom names no source' };
  const kind = source.configMapKeyRef === undefined ? 'Secret' : 'ConfigMap';
  const { name, key, optional } = reference;
  const values = lookUp(kind, name, sources);
  const value = ownValue(values, key);
  if (value !== undefined) return value;
  if (optional === true) return { problem: null };
  if (values === undefined) return { problem: missing(kind, name) };
  return { problem: `couldn't find key ${key} in ${kind} ${sources.namespace}/${name}` };
}

/** In the words of the kubelet, as of every problem here. */
function missing(kind: string, name: string): string {
  return `${kind.toLowerCase()} ${JSON.stringify(name)} not found`;
}

function lookUp(
  kind: 'ConfigMap' | 'Secret',
  name: string,
  sources: EnvironmentSources,
): Environment | undefined {
  return kind === 'ConfigMap' ? sources.configMap(name) : sources.secret(name);
}

/**
 * Replaces `$(NAME)` by the variable's value; `$$` stands for one `$`; a name that is not defined stays as written.
 * https://kubernetes.io/docs/tasks/inject-data-application/define-interdependent-environment-variables/
 */
export function expandVariables(text: string, environment: Environment): string {
  return text.replace(/\$\$|\$\(([^)]*)\)/g, (written, name: string | undefined) =>
    name === undefined ? '$' : (ownValue(environment, name) ?? written),
  );
}

/** The value under a name that users choose: members of every object, such as `constructor`, are none. */
export function ownValue(values: Environment | undefined, name: string): string | undefined {
  return values !== undefined && Object.hasOwn(values, name) ? values[name] : undefined;
}
