import type { Deployment } from '../../schemas/deployment.ts';
import type { AutoscalerMetric, HorizontalPodAutoscaler } from '../../schemas/horizontal-pod-autoscaler.ts';
import type { VerticalPodAutoscaler } from '../../schemas/vertical-pod-autoscaler.ts';
import type { FieldPath } from '../field-path.ts';
import type { Finding, ObjectFinding } from '../manifest-problem.ts';
import { parseQuantity } from '../parse-quantity.ts';
import type { DeclaredObjects } from '../reading/declared-objects.ts';

const sources = {
  Resource: { field: 'resource', targets: ['Utilization', 'AverageValue'] },
  ContainerResource: { field: 'containerResource', targets: ['Utilization', 'AverageValue'] },
  Pods: { field: 'pods', targets: ['AverageValue'] },
  Object: { field: 'object', targets: ['Value', 'AverageValue'] },
  External: { field: 'external', targets: ['Value', 'AverageValue'] },
} as const;

const targetFields = {
  Utilization: 'averageUtilization',
  Value: 'value',
  AverageValue: 'averageValue',
} as const;

/** Autoscalers scale what is there, by figures that can be known, and do not fight one another. */
export function checkAutoscaling(declared: DeclaredObjects): ObjectFinding[] {
  const { HorizontalPodAutoscaler: horizontal, VerticalPodAutoscaler: vertical } = declared.readable;
  return [
    ...horizontal.flatMap((object) =>
      checkHorizontal(object, declared).map((finding) => ({ ...finding, object })),
    ),
    ...vertical.flatMap((object) =>
      checkVertical(object, declared).map((finding) => ({ ...finding, object })),
    ),
  ];
}

function noDeployment(path: Finding['path'], name: string): Finding {
  return { path, message: `no Deployment ${name} is declared: add it or name another` };
}

function checkHorizontal(object: HorizontalPodAutoscaler, declared: DeclaredObjects): Finding[] {
  const { scaleTargetRef, minReplicas = 1, maxReplicas } = object.spec;
  const all = declared.readable.HorizontalPodAutoscaler;
  const first = all.find(({ spec }) => spec.scaleTargetRef.name === scaleTargetRef.name);
  const target = declared.readable.Deployment.find(({ metadata }) => metadata.name === scaleTargetRef.name);
  const path = ['spec', 'scaleTargetRef', 'name'];
  return [
    ...(declared.isDeclared('Deployment', scaleTargetRef.name)
      ? []
      : [noDeployment(path, scaleTargetRef.name)]),
    ...(first === object
      ? []
      : [
          {
            path,
            message: `is scaled by ${first?.metadata.name} already: two autoscalers would fight over it`,
          },
        ]),
    ...(minReplicas <= maxReplicas
      ? []
      : [{ path: ['spec', 'minReplicas'], message: `must not be more than maxReplicas, ${maxReplicas}` }]),
    ...checkMetricForms(object),
    ...(target === undefined ? [] : checkUtilization(object, target)),
  ];
}

/** The Deployment behind a name: Flagger makes NAME-primary of a canary's target, and that is what runs. */
function writtenDeployment({ readable, isDeclared }: DeclaredObjects, name: string): string {
  if (isDeclared('Deployment', name)) return name;
  const canary = readable.Canary.find(({ spec }) => `${spec.targetRef.name}-primary` === name);
  return canary?.spec.targetRef.name ?? name;
}

/** The resources whose utilization some horizontal autoscaler of the Deployment steers by. */
function steeredBy({ readable }: DeclaredObjects, deployment: string): readonly string[] {
  return readable.HorizontalPodAutoscaler.filter(
    ({ spec }) => spec.scaleTargetRef.name === deployment,
  ).flatMap(({ spec }) =>
    (spec.metrics ?? []).flatMap(({ resource, containerResource }) => {
      const source = resource ?? containerResource;
      return source === undefined ? [] : [source.name];
    }),
  );
}

/** VPA's own documents forbid it: each would undo what the other one did. */
function checkConflict({ spec }: VerticalPodAutoscaler, declared: DeclaredObjects): Finding[] {
  // Recreate is what an update policy without a mode means.
  if (spec.updatePolicy?.updateMode === 'Off') return [];
  const controlled = (spec.resourcePolicy?.containerPolicies ?? [])
    .filter(({ mode }) => mode !== 'Off')
    .map(({ controlledResources = ['cpu', 'memory'] as const }) => controlledResources);
  const changed: readonly string[] = controlled.length === 0 ? ['cpu', 'memory'] : controlled.flat();
  const deployment = writtenDeployment(declared, spec.targetRef.name);
  const both = steeredBy(declared, deployment).filter((name) => changed.includes(name));
  if (both.length === 0) return [];
  const path = ['spec', 'updatePolicy', 'updateMode'];
  const message = `changes the requests whose utilization (${[...new Set(both)].join(', ')}) a HorizontalPodAutoscaler steers by: write updateMode "Off", or leave these resources to the other one`;
  return [{ path, message }];
}

function checkVertical(object: VerticalPodAutoscaler, declared: DeclaredObjects): Finding[] {
  const { targetRef, resourcePolicy } = object.spec;
  const deployment = writtenDeployment(declared, targetRef.name);
  const target = declared.readable.Deployment.find(({ metadata }) => metadata.name === deployment);
  // Sidecars are injected in a cluster, and stand in no template.
  const names = [
    '*',
    'istio-proxy',
    ...(target?.spec.template.spec.containers ?? []).map(({ name }) => name),
  ];
  const first = declared.readable.VerticalPodAutoscaler.find(
    ({ spec }) => spec.targetRef.name === targetRef.name,
  );
  const policies = (resourcePolicy?.containerPolicies ?? []).flatMap((policy, index): Finding[] => {
    const path = ['spec', 'resourcePolicy', 'containerPolicies', index];
    const { containerName = '*', minAllowed = {}, maxAllowed = {} } = policy;
    const stranger =
      target === undefined || names.includes(containerName)
        ? []
        : [
            {
              path: [...path, 'containerName'],
              message: `Deployment ${targetRef.name} has no container ${containerName}: name one that it has`,
            },
          ];
    return [...stranger, ...checkBounds(minAllowed, maxAllowed, path)];
  });
  return [
    ...(declared.isDeclared('Deployment', deployment)
      ? []
      : [noDeployment(['spec', 'targetRef', 'name'], targetRef.name)]),
    ...(first === object
      ? []
      : [
          {
            path: ['spec', 'targetRef', 'name'],
            message: `is scaled by ${first?.metadata.name} already: remove one of them`,
          },
        ]),
    ...policies,
    ...checkConflict(object, declared),
  ];
}

type Quantities = Readonly<Record<string, number | string>>;

function checkBounds(least: Quantities, most: Quantities, path: Finding['path']): Finding[] {
  const wrong = Object.entries({ minAllowed: least, maxAllowed: most }).flatMap(([field, quantities]) =>
    Object.entries(quantities).flatMap(([name, written]) => {
      const quantity = parseQuantity(written);
      if (quantity !== null && quantity >= 0) return [];
      const example = name === 'cpu' ? '500m or 2' : '512Mi or 1Gi';
      return [{ path: [...path, field, name], message: `must be a quantity such as ${example}` }];
    }),
  );
  const crossed = Object.entries(least).flatMap(([name, written]) => {
    const low = parseQuantity(written);
    const high = parseQuantity(most[name] ?? Number.POSITIVE_INFINITY);
    if (low === null || high === null || low <= high) return [];
    return [{ path: [...path, 'minAllowed', name], message: `must not be more than maxAllowed` }];
  });
  return [...wrong, ...crossed];
}

/** The source and target of each metric fit its type, as the API server demands. */
function checkMetricForms({ spec }: HorizontalPodAutoscaler): Finding[] {
  return (spec.metrics ?? []).flatMap((metric, index) => checkForm(metric, ['spec', 'metrics', index]));
}

function checkForm(metric: AutoscalerMetric, path: FieldPath): Finding[] {
  const { field, targets } = sources[metric.type];
  const strangers = Object.values(sources).flatMap((source) =>
    source.field !== field && metric[source.field] !== undefined
      ? [{ path: [...path, source.field], message: `does not belong to type ${metric.type}: remove it` }]
      : [],
  );
  const target = metric[field]?.target;
  if (target === undefined) {
    return [...strangers, { path, message: `must have ${field}, because its type is ${metric.type}` }];
  }
  const at = [...path, field, 'target'];
  if (!targets.some((type) => type === target.type)) {
    const message = `must be ${targets.join(' or ')} for a metric of type ${metric.type}`;
    return [...strangers, { path: [...at, 'type'], message }];
  }
  const wanted = targetFields[target.type];
  const missing =
    target[wanted] === undefined
      ? [{ path: at, message: `must have ${wanted}, because its type is ${target.type}` }]
      : [];
  const others = Object.values(targetFields).flatMap((name) =>
    name !== wanted && target[name] !== undefined
      ? [{ path: [...at, name], message: `does not belong to type ${target.type}: remove it` }]
      : [],
  );
  return [...strangers, ...missing, ...others];
}

/** A share of a request needs a request: without one on every container the metric fails for good. */
function checkUtilization(
  { spec }: HorizontalPodAutoscaler,
  { metadata, spec: target }: Deployment,
): Finding[] {
  const { containers } = target.template.spec;
  return (spec.metrics ?? []).flatMap((metric, index): Finding[] => {
    const source = metric.resource ?? metric.containerResource;
    if (source?.target.type !== 'Utilization') return [];
    const named = metric.containerResource?.container;
    if (named !== undefined && !containers.some(({ name }) => name === named)) {
      const path = ['spec', 'metrics', index, 'containerResource', 'container'];
      return [
        { path, message: `Deployment ${metadata.name} has no container ${named}: name one that it has` },
      ];
    }
    const without = containers
      .filter(({ name }) => named === undefined || name === named)
      .filter((container) => container.resources?.requests?.[source.name] === undefined);
    const field = metric.resource === undefined ? 'containerResource' : 'resource';
    const path = ['spec', 'metrics', index, field, 'name'];
    return without.map(({ name }) => ({
      path,
      message: `container ${name} of Deployment ${metadata.name} requests no ${source.name}, so there is no share of it: write resources.requests.${source.name}`,
    }));
  });
}
