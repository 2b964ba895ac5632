import { confidenceOf, prior } from '../acceptance/acceptance-confidence.ts';
import type { BandAcceptance } from '../acceptance/exposure-store.ts';
import type { ListFigures } from './performance-store.ts';

/**
 * Expected calibration error: mean distance of stated confidence and measured rate, weighted by exposures; null without
 * exposures.
 */
export function expectedCalibrationError(bands: readonly BandAcceptance[]): number | null {
  const exposed = bands.reduce((sum, band) => sum + band.exposed, 0);
  if (exposed === 0) return null;
  const distance = bands.reduce((sum, band) => {
    if (band.exposed === 0 || band.meanConfidence === null) return sum;
    return sum + band.exposed * Math.abs(band.accepted / band.exposed - band.meanConfidence);
  }, 0);
  return distance / exposed;
}

/** Measurements of one model version; null where there are no data. */
export function describePerformance(
  modelVersion: string,
  bands: readonly BandAcceptance[],
  lists: ListFigures,
) {
  const exposed = bands.reduce((sum, band) => sum + band.exposed, 0);
  const accepted = bands.reduce((sum, band) => sum + band.accepted, 0);
  return {
    model_version: modelVersion,
    variant: null,
    online: { exposed, accepted, acceptance_rate: exposed === 0 ? null : accepted / exposed },
    offline: null,
    calibration: {
      prior,
      expected_calibration_error: expectedCalibrationError(bands),
      bands: bands.map((band) => ({
        band: band.band,
        exposed: band.exposed,
        accepted: band.accepted,
        mean_stated_confidence: band.meanConfidence,
        confidence_now: confidenceOf(band),
      })),
    },
    latency_ms: { sample_size: lists.lists, p50: lists.p50Ms, p95: lists.p95Ms, p99: lists.p99Ms },
    fallback_rate: lists.lists === 0 ? null : lists.fallbacks / lists.lists,
    window: 'last 24 hours for latency and fallback; all time for acceptance',
  };
}
