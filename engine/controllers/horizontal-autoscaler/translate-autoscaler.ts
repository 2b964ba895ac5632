import type { Stored } from '../../api/objects/api-object.ts';
import type { Pace } from '../../machine/pace/pace.ts';
import { milliOf } from '../../manifests/index.ts';
import type { AutoscalerMetric, HorizontalPodAutoscaler } from '../../schemas/horizontal-pod-autoscaler.ts';
import type { LabelSelector } from '../../schemas/label-selector.ts';
import type { MetricSpec, Tolerances } from './decide-metric.ts';
import {
  type Behavior,
  fillBehavior,
  type GivenScalingRules,
  type ScalingRules,
} from './scaling-behavior.ts';

interface NamedMetric {
  readonly name: string;
  readonly selector?: LabelSelector;
}

interface DescribedObject {
  readonly apiVersion?: string;
  readonly kind: string;
  readonly name: string;
}

/** Where the figures of a metric come from. */
export type MetricSource =
  | { readonly type: 'Resource'; readonly resource: string }
  | { readonly type: 'ContainerResource'; readonly resource: string; readonly container: string }
  | { readonly type: 'Pods' | 'External'; readonly metric: NamedMetric }
  | { readonly type: 'Object'; readonly metric: NamedMetric; readonly describedObject: DescribedObject };

/** A metric whose target cannot be read has no `spec`, and fails at each sync. */
export interface TranslatedMetric {
  readonly source: MetricSource;
  readonly spec: MetricSpec | null;
}

/** Settings of the controller itself, in seconds. */
export interface AutoscalerSettings {
  readonly cpuInitializationPeriodSeconds: number;
  readonly initialReadinessDelaySeconds: number;
  readonly downscaleWindowSeconds: number;
}

/** An HPA as the decisions take it. */
export interface TranslatedAutoscaler {
  readonly target: HorizontalPodAutoscaler['spec']['scaleTargetRef'];
  readonly minReplicas: number;
  readonly maxReplicas: number;
  readonly behavior: Behavior | null;
  readonly tolerances: Tolerances;
  readonly settings: AutoscalerSettings;
  readonly metrics: readonly TranslatedMetric[];
}

/** What kube-controller-manager and the API server set where nothing is said. */
const defaultTolerance = 0.1;
const defaultCpuPercent = 80;
const clusterSettings: AutoscalerSettings = {
  cpuInitializationPeriodSeconds: 300,
  initialReadinessDelaySeconds: 30,
  downscaleWindowSeconds: 300,
};

export function translateAutoscaler(
  { spec }: Pick<Stored<'HorizontalPodAutoscaler'>, 'spec'>,
  pace: Pace,
): TranslatedAutoscaler {
  const { scaleTargetRef, minReplicas = 1, maxReplicas, metrics = [], behavior } = spec;
  const tolerance = (direction: 'scaleUp' | 'scaleDown') =>
    (milliOf(behavior?.[direction]?.tolerance ?? defaultTolerance) ?? defaultTolerance * 1_000) / 1_000;
  return {
    target: scaleTargetRef,
    minReplicas,
    maxReplicas,
    behavior: behavior === undefined ? null : translateBehavior(behavior, pace),
    tolerances: { up: tolerance('scaleUp'), down: tolerance('scaleDown') },
    settings: {
      ...clusterSettings,
      cpuInitializationPeriodSeconds: pace.shorten(clusterSettings.cpuInitializationPeriodSeconds),
      downscaleWindowSeconds: pace.shorten(clusterSettings.downscaleWindowSeconds),
    },
    metrics: metrics.length === 0 ? [defaultMetric] : metrics.flatMap(translateMetric),
  };
}

const defaultMetric: TranslatedMetric = {
  source: { type: 'Resource', resource: 'cpu' },
  spec: { kind: 'resourceUtilization', resource: 'cpu', targetPercent: defaultCpuPercent },
};

type WrittenBehavior = NonNullable<HorizontalPodAutoscaler['spec']['behavior']>;

function translateBehavior({ scaleUp, scaleDown }: WrittenBehavior, pace: Pace): Behavior {
  const filled = fillBehavior({ scaleUp: rulesOf(scaleUp), scaleDown: rulesOf(scaleDown) });
  return { scaleUp: shortenRules(filled.scaleUp, pace), scaleDown: shortenRules(filled.scaleDown, pace) };
}

function rulesOf(written: WrittenBehavior['scaleUp']): GivenScalingRules | null {
  if (written === undefined) return null;
  const { stabilizationWindowSeconds = null, selectPolicy = null, policies = null } = written;
  return { stabilizationWindowSeconds, selectPolicy, policies };
}

function shortenRules(rules: ScalingRules, { shorten }: Pace): ScalingRules {
  return {
    ...rules,
    stabilizationWindowSeconds: shorten(rules.stabilizationWindowSeconds),
    policies: rules.policies.map((policy) => ({ ...policy, periodSeconds: shorten(policy.periodSeconds) })),
  };
}

type Target = NonNullable<AutoscalerMetric['resource']>['target'];

/** Nothing of a metric whose own field is missing: the API server refuses it. */
function translateMetric(metric: AutoscalerMetric): readonly TranslatedMetric[] {
  const { resource, containerResource, pods, object, external } = metric;
  if (resource !== undefined)
    return [{ source: { type: 'Resource', resource: resource.name }, spec: resourceSpec(resource) }];
  if (containerResource !== undefined) {
    const { name, container } = containerResource;
    const source = { type: 'ContainerResource', resource: name, container } as const;
    return [{ source, spec: resourceSpec(containerResource) }];
  }
  if (pods !== undefined) {
    const spec = quantitySpec('podsAverageValue', pods.target.averageValue);
    return [{ source: { type: 'Pods', metric: pods.metric }, spec }];
  }
  if (object !== undefined) {
    const { metric: named, describedObject, target } = object;
    return [
      { source: { type: 'Object', metric: named, describedObject }, spec: totalSpec('object', target) },
    ];
  }
  if (external === undefined) return [];
  return [
    { source: { type: 'External', metric: external.metric }, spec: totalSpec('external', external.target) },
  ];
}

function resourceSpec({
  name,
  target,
}: {
  readonly name: string;
  readonly target: Target;
}): MetricSpec | null {
  const targetMilli = target.averageValue === undefined ? null : milliOf(target.averageValue);
  if (targetMilli !== null) return { kind: 'resourceAverageValue', resource: name, targetMilli };
  const { averageUtilization } = target;
  if (averageUtilization === undefined) return null;
  return { kind: 'resourceUtilization', resource: name, targetPercent: averageUtilization };
}

function totalSpec(scope: 'object' | 'external', { averageValue, value }: Target): MetricSpec | null {
  return averageValue === undefined
    ? quantitySpec(`${scope}Value`, value)
    : quantitySpec(`${scope}AverageValue`, averageValue);
}

type QuantityKind = Extract<MetricSpec, { readonly targetMilli: number }>['kind'];

function quantitySpec(
  kind: Exclude<QuantityKind, 'resourceAverageValue'>,
  quantity: string | number | undefined,
): MetricSpec | null {
  const targetMilli = quantity === undefined ? null : milliOf(quantity);
  return targetMilli === null ? null : { kind, targetMilli };
}
