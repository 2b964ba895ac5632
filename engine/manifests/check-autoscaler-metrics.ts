import type { Finding } from './check-schema.ts';
import type { FieldPath } from './field-path.ts';
import type { Container } from './schemas/container.ts';
import type { Deployment } from './schemas/deployment.ts';
import type { AutoscalerMetric, HorizontalPodAutoscaler } from './schemas/horizontal-pod-autoscaler.ts';

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

/** The source and target of each metric fit its type, as the API server demands. */
export function checkMetricForms({ spec }: HorizontalPodAutoscaler): Finding[] {
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

/** The API server copies a limit into a request that is left out. */
function requestOf({ resources }: Container, name: string): number | string | undefined {
  return resources?.requests?.[name] ?? resources?.limits?.[name];
}

/** A share of a request needs a request: without one on every container the metric fails for good. */
export function checkUtilization(
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
      .filter((container) => requestOf(container, source.name) === undefined);
    const field = metric.resource === undefined ? 'containerResource' : 'resource';
    const path = ['spec', 'metrics', index, field, 'name'];
    return without.map(({ name }) => ({
      path,
      message: `container ${name} of Deployment ${metadata.name} requests no ${source.name}, so there is no share of it: write resources.requests.${source.name}`,
    }));
  });
}
