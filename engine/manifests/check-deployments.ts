import { checkContainer, checkInitContainer } from './check-container.ts';
import type { Finding } from './check-schema.ts';
import { checkStrategy } from './check-strategy.ts';
import type { DeclaredObjects, ObjectFinding } from './declared-objects.ts';
import type { FieldPath } from './field-path.ts';
import { matchesSelector } from './match-labels.ts';
import type { Deployment } from './schemas/deployment.ts';
import type { Volume } from './schemas/volume.ts';

const podPath: FieldPath = ['spec', 'template', 'spec'];

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

function checkPod({ spec }: Deployment): Finding[] {
  const { containers, initContainers = [], volumes = [] } = spec.template.spec;
  const volumeNames = volumes.map(({ name }) => name);
  const names = [...initContainers, ...containers].map(({ name }) => name);
  const placeOf = (index: number): FieldPath =>
    index < initContainers.length
      ? [...podPath, 'initContainers', index, 'name']
      : [...podPath, 'containers', index - initContainers.length, 'name'];
  const single: Finding[] =
    containers.length === 1
      ? []
      : [
          {
            path: [...podPath, 'containers'],
            message: `must hold exactly one container, not ${containers.length}: one process a pod`,
          },
        ];
  return [
    ...single,
    ...repeated(names, placeOf, 'container'),
    ...repeated(volumeNames, (index) => [...podPath, 'volumes', index, 'name'], 'volume'),
    ...volumes.flatMap((volume, index) => checkVolume(volume, [...podPath, 'volumes', index])),
    ...initContainers.flatMap((container, index) =>
      checkInitContainer(container, { path: [...podPath, 'initContainers', index], volumeNames }),
    ),
    ...containers.flatMap((container, index) =>
      checkContainer(container, { path: [...podPath, 'containers', index], volumeNames }),
    ),
  ];
}

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
