export interface ScalingPolicy {
  readonly type: 'Pods' | 'Percent';
  readonly value: number;
  readonly periodSeconds: number;
}

type SelectPolicy = 'Max' | 'Min' | 'Disabled';

/** Rules of one direction, nothing left open. */
export interface ScalingRules {
  readonly stabilizationWindowSeconds: number;
  readonly selectPolicy: SelectPolicy;
  readonly policies: readonly ScalingPolicy[];
}

/** Rules as a manifest gives them; what is absent or null takes its default. */
export type GivenScalingRules = {
  readonly [Field in keyof ScalingRules]?: ScalingRules[Field] | null;
};

export interface GivenBehavior {
  readonly scaleUp?: GivenScalingRules | null;
  readonly scaleDown?: GivenScalingRules | null;
}

export interface Behavior {
  readonly scaleUp: ScalingRules;
  readonly scaleDown: ScalingRules;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/horizontal-pod-autoscaler-v2/ */
const scaleUpDefaults: ScalingRules = {
  stabilizationWindowSeconds: 0,
  selectPolicy: 'Max',
  policies: [
    { type: 'Pods', value: 4, periodSeconds: 15 },
    { type: 'Percent', value: 100, periodSeconds: 15 },
  ],
};

const scaleDownDefaults: ScalingRules = {
  stabilizationWindowSeconds: 300,
  selectPolicy: 'Max',
  policies: [{ type: 'Percent', value: 100, periodSeconds: 15 }],
};

export function fillScaleUp(rules?: GivenScalingRules | null): ScalingRules {
  return fill(rules, scaleUpDefaults);
}

export function fillScaleDown(rules?: GivenScalingRules | null): ScalingRules {
  return fill(rules, scaleDownDefaults);
}

/** Of a `behavior` that is there, however empty; without one an HPA goes by other rules. */
export function fillBehavior({ scaleUp, scaleDown }: GivenBehavior): Behavior {
  return { scaleUp: fillScaleUp(scaleUp), scaleDown: fillScaleDown(scaleDown) };
}

/** A list of policies replaces the default one whole. */
function fill(rules: GivenScalingRules | null | undefined, defaults: ScalingRules): ScalingRules {
  return {
    stabilizationWindowSeconds: rules?.stabilizationWindowSeconds ?? defaults.stabilizationWindowSeconds,
    selectPolicy: rules?.selectPolicy ?? defaults.selectPolicy,
    policies: rules?.policies ?? defaults.policies,
  };
}
