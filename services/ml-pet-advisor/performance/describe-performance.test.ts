import { expect, it } from 'vitest';
import { expectedCalibrationError } from './describe-performance.ts';

it('weights the calibration error by exposures, and has none without exposures', () => {
  const band = (exposed: number, accepted: number, meanConfidence: number) => ({
    band: 1,
    exposed,
    accepted,
    meanConfidence,
  });
  expect(expectedCalibrationError([band(100, 30, 0.2), band(300, 30, 0.1)])).toBeCloseTo(0.025, 10);
  expect(expectedCalibrationError([])).toBeNull();
});
