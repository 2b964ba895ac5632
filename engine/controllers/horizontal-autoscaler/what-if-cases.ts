import type { KeptDecision } from './kept-decision.ts';

/** The metrics of a decision as cases of `petstore what-if hpa-metric`, with what was decided as `expected*`. */
export function metricCases({ metrics, pods, settings, ...decision }: KeptDecision): readonly object[] {
  return metrics.map(({ name, result, requests = {}, ...metric }) => ({
    name: caseName(decision, name),
    ...metric,
    ...settings,
    pods: pods.map((pod) => ({ ...pod, request: requests[pod.name] ?? null })),
    ...('error' in result
      ? { expectedError: result.error }
      : {
          expectedReplicas: result.replicas,
          expectedUtilization: result.utilization,
          expectedAverageValue: result.averageValue,
        }),
  }));
}

/** Stabilization and rate of a decision as cases of `petstore what-if hpa-behavior`; none where neither was asked. */
export function behaviorCases({ behavior, from, to, ...decision }: KeptDecision): readonly object[] {
  if (behavior === null) return [];
  const { rules, desired, stabilized, limit, recommendations, ...rest } = behavior;
  const { minReplicas, maxReplicas, scaleUpEvents, scaleDownEvents } = rest;
  return [
    {
      name: caseName(decision, 'stabilization'),
      kind: 'stabilize',
      currentReplicas: from,
      desired,
      recommendations,
      scaleUpWindowSeconds: rules.scaleUp.stabilizationWindowSeconds,
      scaleDownWindowSeconds: rules.scaleDown.stabilizationWindowSeconds,
      expectedStabilized: stabilized,
    },
    {
      name: caseName(decision, 'rate'),
      kind: 'rate',
      currentReplicas: from,
      desired: stabilized,
      minReplicas,
      maxReplicas,
      scaleUp: rules.scaleUp,
      scaleDown: rules.scaleDown,
      scaleUpEvents,
      scaleDownEvents,
      expectedReplicas: to,
      expectedReason: limit,
    },
  ];
}

function caseName(
  { namespace, name, at }: Pick<KeptDecision, 'namespace' | 'name' | 'at'>,
  what: string,
): string {
  return `${namespace}/${name} ${at} ${what}`;
}
