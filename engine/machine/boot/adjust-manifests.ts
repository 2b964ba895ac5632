import {
  type Deployment,
  type InitContainer,
  type ManifestSet,
  manifestSetOf,
} from '../../manifests/index.ts';
import type { DeploymentSelection } from './select-deployments.ts';

/** The set with environment variables that stand over those of every container: `up --set`. */
export function withEnvironment(
  set: ManifestSet,
  environment: Readonly<Record<string, string>> = {},
): ManifestSet {
  if (Object.keys(environment).length === 0) return set;
  const extend = <C extends InitContainer>(container: C): C => {
    const { env = [] } = container;
    // In its place, because later variables may refer to it.
    const replaced = env.map((variable) => {
      const value = environment[variable.name];
      return value === undefined ? variable : { name: variable.name, value };
    });
    const names = new Set(env.map(({ name }) => name));
    const added = Object.entries(environment).flatMap(([name, value]) =>
      names.has(name) ? [] : [{ name, value }],
    );
    return { ...container, env: [...replaced, ...added] };
  };
  return withDeployments(set, (deployment) => {
    const { template } = deployment.spec;
    const { containers, initContainers } = template.spec;
    const spec = {
      ...template.spec,
      containers: containers.map(extend),
      ...(initContainers === undefined ? {} : { initContainers: initContainers.map(extend) }),
    };
    return { ...deployment, spec: { ...deployment.spec, template: { ...template, spec } } };
  });
}

/** The set in which what `up --only` leaves out waits at no replicas. */
export function withSelection(set: ManifestSet, selection: DeploymentSelection | null): ManifestSet {
  if (selection === null) return set;
  return withDeployments(set, (deployment) => {
    const selected = selection.started.find(({ name }) => name === deployment.metadata.name);
    if (selected === undefined) return { ...deployment, spec: { ...deployment.spec, replicas: 0 } };
    // One pod prepares a database as well as many.
    return selected.prepares === null
      ? deployment
      : { ...deployment, spec: { ...deployment.spec, replicas: 1 } };
  });
}

function withDeployments(set: ManifestSet, adjust: (deployment: Deployment) => Deployment): ManifestSet {
  const objects = { ...set.objects, Deployment: set.deployments.map(adjust) };
  const written = set.written.filter(({ kind }) => kind !== 'Deployment');
  return manifestSetOf({ ...set, objects, written });
}
