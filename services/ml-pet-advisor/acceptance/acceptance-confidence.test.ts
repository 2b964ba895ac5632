import { describe, expect, it } from 'vitest';
import { bandOf, confidenceOf } from './acceptance-confidence.ts';

describe('confidence', () => {
  it('is the prior without exposures', () => {
    expect(confidenceOf({ exposed: 0, accepted: 0 })).toBeCloseTo(0.1, 10);
  });

  it('approaches the measured rate', () => {
    expect(confidenceOf({ exposed: 10_000, accepted: 3_000 })).toBeCloseTo(0.3, 3);
  });

  it('falls when recommendations are not accepted', () => {
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
  ])('assigns a score of %d to band %d', (score, band) => {
    expect(bandOf(score)).toBe(band);
  });
});
