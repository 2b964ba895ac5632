import type { Container } from '../../schemas/container.ts';
import type { Deployment } from '../../schemas/deployment.ts';
import type { Volume } from '../../schemas/volume.ts';
import type { FieldPath } from '../field-path.ts';
import type { Finding, ObjectFinding } from '../manifest-problem.ts';
import { matchesSelector } from '../match-labels.ts';
import type { DeclaredObjects } from '../reading/declared-objects.ts';
import { checkContainer, checkInitContainer } from './check-containers.ts';

const rollingPath = ['spec', 'strategy', 'rollingUpdate'];

const podPath: FieldPath = ['spec', 'template', 'spec'];

/** What a Deployment must agree on with itself and with the other Deployments. */
export function checkDeployments({ readable }: DeclaredObjects): ObjectFinding[] {
  return readable.Deployment.flatMap((object) =>
    [
      ...checkSelector(object),
      ...checkOthers(object, readable.Deployment),
      ...checkStrategy(object),
      ...checkPod(object),
    ].map((finding) => ({ ...finding, object })),
  );
}

function templateLabels({ spec }: Deployment): Readonly<Record<string, string>> {
  return spec.template.metadata?.labels ?? {};
}

function checkSelector({ spec, ...rest }: Deployment): Finding[] {
  const path = ['spec', 'selector'];
  const { matchLabels = {}, matchExpressions = [] } = spec.selector;
  if (Object.keys(matchLabels).length + matchExpressions.length === 0) {
    return [{ path, message: 'selects nothing: name the labels of the template' }];
  }
  if (matchesSelector(spec.selector, templateLabels({ spec, ...rest }))) return [];
  return [{ path, message: 'does not match the labels of spec.template.metadata: write the same labels' }];
}

/** Two Deployments that select the same pods would fight over them. */
function checkOthers(deployment: Deployment, others: readonly Deployment[]): Finding[] {
  return others
    .filter(
      (other) => other !== deployment && matchesSelector(deployment.spec.selector, templateLabels(other)),
    )
    .map((other) => ({
      path: ['spec', 'selector'],
      message: `matches the pods of Deployment ${other.metadata.name} too: tell them apart by a label`,
    }));
}

function repeated(names: readonly string[], path: (index: number) => FieldPath, what: string): Finding[] {
  return names.flatMap((name, index) =>
    names.indexOf(name) === index
      ? []
      : [{ path: path(index), message: `is the second ${what} ${name}: rename it` }],
  );
}

const sources = ['configMap', 'secret', 'emptyDir'] as const;

function checkVolume(volume: Volume, path: FieldPath): Finding[] {
  const chosen = sources.filter((source) => volume[source] !== undefined);
  // A source that is not mounted here is reported already, as the field that it is.
  const hasOther = Object.keys(volume).length > chosen.length + 1;
  // A volume without a source is an emptyDir, as the API server completes it.
  return chosen.length <= 1 || hasOther
    ? []
    : [{ path, message: `must have only one of ${sources.join(', ')}` }];
}

/** In a cluster too, all containers of a pod share its address: the second could not listen. */
function checkPodPorts(containers: readonly Container[]): Finding[] {
  const owners = new Map<number, string>();
  return containers.flatMap(({ name, ports: [port] = [] }, index): Finding[] => {
    if (port === undefined) return [];
    const { containerPort } = port;
    const owner = owners.get(containerPort);
    owners.set(containerPort, owner ?? name);
    if (owner === undefined) return [];
    const message = `is the port of container ${owner} already: containers of a pod share its address`;
    return [{ path: [...podPath, 'containers', index, 'ports', 0, 'containerPort'], message }];
  });
}

function checkPod({ spec }: Deployment): Finding[] {
  const { containers, initContainers = [], volumes = [] } = spec.template.spec;
  const volumeNames = volumes.map(({ name }) => name);
  const names = [...initContainers, ...containers].map(({ name }) => name);
  const placeOf = (index: number): FieldPath =>
    index < initContainers.length
      ? [...podPath, 'initContainers', index, 'name']
      : [...podPath, 'containers', index - initContainers.length, 'name'];
  const none: Finding = { path: [...podPath, 'containers'], message: 'must hold at least one container' };
  return [
    ...(containers.length === 0 ? [none] : []),
    ...checkPodPorts(containers),
    ...repeated(names, placeOf, 'container'),
    ...repeated(volumeNames, (index) => [...podPath, 'volumes', index, 'name'], 'volume'),
    ...volumes.flatMap((volume, index) => checkVolume(volume, [...podPath, 'volumes', index])),
    ...initContainers.flatMap((container, index) =>
      checkInitContainer(container, [...podPath, 'initContainers', index], volumeNames),
    ),
    ...containers.flatMap((container, index) =>
      checkContainer(container, [...podPath, 'containers', index], volumeNames),
    ),
  ];
}

/**
 * What a rollout must obey before it can begin, as the API server checks it:
 * https://github.com/kubernetes/kubernetes/blob/v1.34.0/pkg/apis/apps/validation/validation.go
 */
function checkStrategy({ spec }: Deployment): Finding[] {
  const { strategy, minReadySeconds = 0, progressDeadlineSeconds = 600 } = spec;
  const deadline =
    progressDeadlineSeconds > minReadySeconds
      ? []
      : [{ path: ['spec', 'progressDeadlineSeconds'], message: 'must be greater than minReadySeconds' }];
  const rolling = strategy?.rollingUpdate;
  if (rolling === undefined) return deadline;
  if (strategy?.type === 'Recreate') {
    const message = 'has no meaning with type Recreate: remove it, or write type RollingUpdate';
    return [...deadline, { path: rollingPath, message }];
  }
  const { maxSurge, maxUnavailable } = rolling;
  const shares = [...checkShare('maxSurge', maxSurge), ...checkShare('maxUnavailable', maxUnavailable)];
  if (isNothing(maxSurge) && isNothing(maxUnavailable)) {
    const message = 'must not be 0 when maxSurge is 0: no pod could ever be replaced';
    shares.push({ path: [...rollingPath, 'maxUnavailable'], message });
  }
  return [...deadline, ...shares];
}

function checkShare(name: string, share: number | string | undefined): Finding[] {
  const path = [...rollingPath, name];
  if (typeof share === 'number' && share < 0) return [{ path, message: 'must not be negative' }];
  if (typeof share !== 'string') return [];
  if (!/^\d+%$/.test(share))
    return [{ path, message: 'must be a number of pods, or a percentage such as 25%' }];
  if (name === 'maxUnavailable' && Number(share.slice(0, -1)) > 100)
    return [{ path, message: 'must not be more than 100%' }];
  return [];
}

function isNothing(share: number | string | undefined): boolean {
  return share === 0 || share === '0%';
}
