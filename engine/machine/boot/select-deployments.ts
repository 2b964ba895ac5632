import { type ContainerNeeds, containerNeeds, kubeletErrors } from '../../kubelet/index.ts';
import {
  type Deployment,
  type InitContainer,
  type ManifestSet,
  needsAnnotation,
} from '../../manifests/index.ts';

interface SelectedDeployment {
  readonly name: string;
  /** Null for one that was asked for by its name; else the databases that it prepares for those. */
  readonly prepares: readonly string[] | null;
}

export interface DeploymentSelection {
  readonly started: readonly SelectedDeployment[];
  readonly leftOut: readonly string[];
  /** Services that what is started calls, and that nothing started answers for. */
  readonly missing: readonly string[];
}

interface NeedyDeployment {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Deployments without which it never becomes ready. */
  readonly readyAfter: readonly string[];
  readonly needs: readonly ContainerNeeds[];
  /** Databases that its init containers work on as their owner. */
  readonly prepared: readonly string[];
}

/**
 * What `--only` starts: the Deployments that are named, those that they say they need, and those whose init containers
 * prepare a database that these use. Not what they call over HTTP: services are made to live without their peers, and
 * most of this system hangs together by such calls.
 */
export function selectDeployments(set: ManifestSet, only: readonly string[]): DeploymentSelection {
  const all = set.deployments.map((deployment) => needyDeployment(deployment, set));
  refuseUnknown(only, all);
  const wanted = withNeeded(only, all);
  const named = all.filter(({ name }) => wanted.includes(name));
  const preparers = new Map<string, readonly string[]>();
  let added: readonly NeedyDeployment[] = named;
  while (added.length > 0) {
    const databases = added.flatMap(databasesOf);
    added = all.filter((candidate) => {
      const prepares = candidate.prepared.filter((database) => databases.includes(database));
      if (wanted.includes(candidate.name) || preparers.has(candidate.name) || prepares.length === 0)
        return false;
      preparers.set(candidate.name, prepares);
      return true;
    });
  }
  const isStarted = ({ name }: NeedyDeployment) => wanted.includes(name) || preparers.has(name);
  const started = all.filter(isStarted);
  return {
    started: started.map(({ name }) => ({ name, prepares: preparers.get(name) ?? null })),
    leftOut: all.filter((each) => !isStarted(each)).map(({ name }) => name),
    missing: missingServices(started, set),
  };
}

function withNeeded(only: readonly string[], all: readonly NeedyDeployment[]): readonly string[] {
  const wanted = new Set(only);
  for (const name of wanted) {
    const readyAfter = all.find((each) => each.name === name)?.readyAfter ?? [];
    refuseUnknown(readyAfter, all);
    for (const needed of readyAfter) wanted.add(needed);
  }
  return [...wanted];
}

function refuseUnknown(only: readonly string[], all: readonly NeedyDeployment[]): void {
  const names = all.map(({ name }) => name);
  const unknown = only.filter((name) => !names.includes(name));
  if (unknown.length === 0) return;
  throw kubeletErrors.create('deployment-not-found', {
    message: `There is no Deployment ${unknown.join(', ')}; there are ${names.join(', ')}.`,
    details: { deployments: names },
  });
}

function needyDeployment({ metadata, spec }: Deployment, set: ManifestSet): NeedyDeployment {
  const { initContainers = [], containers } = spec.template.spec;
  const needsOf = (container: InitContainer) => containerNeeds(container, declared(set));
  const preparing = initContainers.map(needsOf);
  return {
    name: metadata.name,
    labels: spec.template.metadata?.labels ?? {},
    readyAfter: (metadata.annotations?.[needsAnnotation] ?? '').split(/[\s,]+/).filter(Boolean),
    needs: [...preparing, ...containers.map(needsOf)],
    prepared: preparing.flatMap((needs) => ownedDatabases(needs, set)),
  };
}

function databasesOf({ needs }: NeedyDeployment): readonly string[] {
  return needs.flatMap(({ databases }) => [...databases]);
}

/** The databases that a container works on with the Secret of their owner. */
function ownedDatabases({ databases, secrets }: ContainerNeeds, set: ManifestSet): readonly string[] {
  const roles = set.clusters.flatMap(({ spec }) => spec.managed?.roles ?? []);
  return set.databases
    .filter(({ spec }) => databases.has(spec.name))
    .filter(({ spec }) => {
      const secret = roles.find(({ name }) => name === spec.owner)?.passwordSecret?.name;
      return secret !== undefined && secrets.has(secret);
    })
    .map(({ spec }) => spec.name);
}

function missingServices(started: readonly NeedyDeployment[], set: ManifestSet): readonly string[] {
  const called = new Set(started.flatMap(({ needs }) => needs.flatMap(({ services }) => [...services])));
  const isAnswered = (selector: Readonly<Record<string, string>>) =>
    started.some(({ labels }) => Object.entries(selector).every(([label, value]) => labels[label] === value));
  return set.services
    .filter(
      ({ metadata, spec }) => called.has(`${metadata.name}.${set.namespace}`) && !isAnswered(spec.selector),
    )
    .map(({ metadata }) => metadata.name);
}

function declared(set: ManifestSet) {
  const configMaps = new Map(set.configMaps.map(({ metadata, data }) => [metadata.name, data ?? {}]));
  return {
    namespace: set.namespace,
    configMap: (name: string) => configMaps.get(name),
    hasServicePort: (service: string, port: number) =>
      set.services.some(
        ({ metadata, spec }) =>
          `${metadata.name}.${set.namespace}` === service && spec.ports.some((each) => each.port === port),
      ),
  };
}
