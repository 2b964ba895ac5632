import type { Deployment } from '../../schemas/deployment.ts';
import type { Service, ServicePort } from '../../schemas/service.ts';
import type { Finding, ObjectFinding } from '../manifest-problem.ts';
import { matchesLabels } from '../match-labels.ts';
import type { DeclaredObjects } from '../reading/declared-objects.ts';

function hasTarget({ port, targetPort = port }: ServicePort, deployment: Deployment): boolean {
  const ports = deployment.spec.template.spec.containers.flatMap((container) => container.ports ?? []);
  return ports.some(({ containerPort, name }) => targetPort === containerPort || targetPort === name);
}

function checkTargets({ spec }: Service, deployments: readonly Deployment[]): Finding[] {
  return spec.ports.flatMap((port, index) =>
    deployments
      .filter((deployment) => !hasTarget(port, deployment))
      .map(({ metadata }) => ({
        path: ['spec', 'ports', index, port.targetPort === undefined ? 'port' : 'targetPort'],
        message: `Deployment ${metadata.name} has no container port ${port.targetPort ?? port.port}: name one that it has`,
      })),
  );
}

function checkPortNames({ spec }: Service): Finding[] {
  const names = spec.ports.map(({ name }) => name);
  if (names.length === 1) return [];
  return names.flatMap((name, index): Finding[] => {
    const path = ['spec', 'ports', index];
    if (name === undefined)
      return [{ path, message: 'must have a name: the Service has more than one port' }];
    return names.indexOf(name) === index ? [] : [{ path, message: `is the second port ${name}: rename it` }];
  });
}

/** A Service must lead to pods, at a port that they have. */
export function checkServices({ readable, hasUnreadable }: DeclaredObjects): ObjectFinding[] {
  return readable.Service.flatMap((object) => {
    const { selector } = object.spec;
    const chosen = readable.Deployment.filter(({ spec }) =>
      matchesLabels(selector, spec.template.metadata?.labels ?? {}),
    );
    const leadsNowhere = chosen.length === 0 && !hasUnreadable('Deployment');
    const findings: Finding[] = [
      ...(leadsNowhere
        ? [
            {
              path: ['spec', 'selector'],
              message: 'matches the pods of no Deployment: write the labels of a template',
            },
          ]
        : []),
      ...checkTargets(object, chosen),
      ...checkPortNames(object),
    ];
    return findings.map((finding) => ({ ...finding, object }));
  });
}
