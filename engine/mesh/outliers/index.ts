/**
 * Envoy's passive outlier detection: which hosts of a service are left out for a while. Pure: sends nothing and reads
 * no clock.
 */

export {
  createOutlierDetector,
  type OutlierChange,
  type OutlierDetector,
} from './create-outlier-detector.ts';
export { type DetectorSettings, fillSettings, type GivenSettings } from './detector-settings.ts';
export type { HostReport } from './host-health.ts';
export { type DestinationRuleOutliers, translateDestinationRule } from './translate-destination-rule.ts';
