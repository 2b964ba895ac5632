import { describe, expect, it } from 'vitest';
import { expectedCalibrationError } from '../performance/describe-performance.ts';
import { bandOf, confidenceOf } from './acceptance-confidence.ts';

describe('confidence', () => {
  it('is the prior before anything was seen', () => {
    expect(confidenceOf({ exposed: 0, accepted: 0 })).toBeCloseTo(0.1, 10);
  });

  it('approaches the rate that was seen', () => {
    expect(confidenceOf({ exposed: 10_000, accepted: 3_000 })).toBeCloseTo(0.3, 3);
  });

  it('falls when recommendations are not taken up', () => {
    expect(confidenceOf({ exposed: 90, accepted: 0 })).toBeLessThan(
      confidenceOf({ exposed: 10, accepted: 0 }),
    );
  });

  it.each([
    [0, 0],
    [0.099, 0],
    [0.1, 1],
    [1, 9],
    [1.2, 9],
  ])('looks a score of %d up in band %d', (score, band) => {
    expect(bandOf(score)).toBe(band);
  });

  it('is compared with what happened, weighted by exposures, and not before anything happened', () => {
    const band = (exposed: number, accepted: number, meanConfidence: number) => ({
      band: 1,
      exposed,
      accepted,
      meanConfidence,
    });
    expect(expectedCalibrationError([band(100, 30, 0.2), band(300, 30, 0.1)])).toBeCloseTo(0.025, 10);
    expect(expectedCalibrationError([])).toBeNull();
  });
});
