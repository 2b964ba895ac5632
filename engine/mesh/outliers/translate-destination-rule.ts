import { type DetectorSettings, fillSettings, type GivenSettings } from './detector-settings.ts';

/** `trafficPolicy.outlierDetection` of a DestinationRule, its durations in milliseconds. */
export interface DestinationRuleOutliers {
  readonly consecutive5xxErrors?: number | null;
  readonly consecutiveGatewayErrors?: number | null;
  readonly intervalMs?: number | null;
  readonly baseEjectionTimeMs?: number | null;
  readonly maxEjectionPercent?: number | null;
  readonly minHealthPercent?: number | null;
  readonly splitExternalLocalOriginErrors?: boolean | null;
  readonly consecutiveLocalOriginFailures?: number | null;
}

interface TranslatedRule {
  readonly settings: DetectorSettings;
  /** Below this share of healthy hosts Envoy sends to all of them; Istio switches that off unless it is asked for. */
  readonly healthyPanicThresholdPercent: number;
}

/** As Istio's control plane does it (istio pilot/pkg/networking/core/cluster_traffic_policy.go). */
export function translateDestinationRule(rule: DestinationRuleOutliers): TranslatedRule {
  const given: GivenSettings = {
    enforcingSuccessRate: 0,
    ...translateStreaks(rule),
    ...(rule.intervalMs != null && { intervalMs: rule.intervalMs }),
    ...(rule.baseEjectionTimeMs != null && { baseEjectionTimeMs: rule.baseEjectionTimeMs }),
    // Nobody can tell a 0 from a field that is not there, so it leaves Envoy's 10.
    ...((rule.maxEjectionPercent ?? 0) > 0 && { maxEjectionPercent: rule.maxEjectionPercent ?? 0 }),
    ...(rule.splitExternalLocalOriginErrors === true && translateSplit(rule)),
  };
  return { settings: fillSettings(given), healthyPanicThresholdPercent: rule.minHealthPercent ?? 0 };
}

/** A streak of 0 switches a detection off. */
function translateStreaks(rule: DestinationRuleOutliers): GivenSettings {
  const { consecutive5xxErrors: errors, consecutiveGatewayErrors: gatewayErrors } = rule;
  return {
    ...(errors != null && { consecutive5xx: errors, enforcingConsecutive5xx: errors > 0 ? 100 : 0 }),
    ...(gatewayErrors != null && {
      consecutiveGatewayFailure: gatewayErrors,
      enforcingConsecutiveGatewayFailure: gatewayErrors > 0 ? 100 : 0,
    }),
  };
}

function translateSplit({
  consecutiveLocalOriginFailures: failures,
}: DestinationRuleOutliers): GivenSettings {
  return {
    splitExternalLocalOriginErrors: true,
    enforcingLocalOriginSuccessRate: 0,
    ...((failures ?? 0) > 0 && {
      consecutiveLocalOriginFailure: failures ?? 0,
      enforcingConsecutiveLocalOriginFailure: 100,
    }),
  };
}
