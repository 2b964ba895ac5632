import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSeededRandom } from '../random/index.ts';
import {
  confidenceOf,
  fitConfidence,
  fitLogistic,
  measureReliability,
  predictLogistic,
  wilsonInterval,
} from './index.ts';

/** What is ranked higher is taken more often, by a law that the model can learn. */
function drawOutcomes(count: number, seed: number) {
  const random = createSeededRandom(seed);
  return Array.from({ length: count }, () => {
    const score = random.next();
    const historyLength = 1 + random.below(100);
    const odds = 0.3 * score * historyLength ** -0.2;
    return { score, historyLength, isHit: random.next() < odds / (1 + odds) };
  });
}

describe('a logistic regression', () => {
  it('finds the odds of two groups', () => {
    const features = Float64Array.from({ length: 100 }, (_, row) => (row < 50 ? 0 : 1));
    const outcomes = Array.from({ length: 100 }, (_, row) => (row % 50 < (row < 50 ? 10 : 40) ? 1 : 0));
    const model = fitLogistic({ features, width: 1, outcomes });
    expect(predictLogistic(model, [0])).toBeCloseTo(0.2, 3);
    expect(predictLogistic(model, [1])).toBeCloseTo(0.8, 3);
  });

  it('has an answer where the groups are apart altogether', () => {
    const model = fitLogistic({ features: Float64Array.of(-1, 1), width: 1, outcomes: [0, 1] });
    expect(predictLogistic(model, [1])).toBeGreaterThan(0.9);
    expect(Number.isFinite(model.weights[0])).toBe(true);
  });

  it('refuses data in which everything or nothing came true', () => {
    const features = Float64Array.of(1, 2);
    expect(() => fitLogistic({ features, width: 1, outcomes: [1, 1] })).toThrow(/2 hits of 2/);
    expect(() => fitLogistic({ features, width: 1, outcomes: [0, 0] })).toThrow(/0 hits of 2/);
  });
});

describe('a confidence', () => {
  const model = fitConfidence(drawOutcomes(20_000, 1));

  it('is honest about what it has not seen', () => {
    const predictions = drawOutcomes(20_000, 2).map((one) => ({
      probability: confidenceOf(model, one).probability,
      isHit: one.isHit,
    }));
    const { error, bins } = measureReliability(predictions);
    expect(error).toBeLessThan(0.01);
    expect(bins).toHaveLength(10);
  });

  it('has bands of a third each, whose hit rates rise', () => {
    expect(model.bands.map(({ band }) => band)).toEqual(['weak', 'fair', 'strong']);
    const [weak, fair, strong] = model.bands;
    expect(weak?.hitRate).toBeLessThan(fair?.hitRate ?? 0);
    expect(fair?.hitRate).toBeLessThan(strong?.hitRate ?? 0);
    expect(weak?.from).toBe(0);
    expect(confidenceOf(model, { score: 1, historyLength: 1 }).band).toBe('strong');
  });

  it('is weak for scores that mean nothing', () => {
    for (const score of [0, -3, Number.NaN, Number.NEGATIVE_INFINITY]) {
      const { probability, band } = confidenceOf(model, { score, historyLength: 0 });
      expect(band).toBe('weak');
      expect(probability).toBeLessThan(0.05);
    }
  });

  it('survives being stored', () => {
    const stored: typeof model = JSON.parse(JSON.stringify(model));
    const ranked = { score: 0.4, historyLength: 7 };
    expect(confidenceOf(stored, ranked)).toEqual(confidenceOf(model, ranked));
  });
});

describe('reliability', () => {
  it('is the mean distance of what was said and what came true', () => {
    const said = (probability: number, hits: number) =>
      Array.from({ length: 100 }, (_, at) => ({ probability, isHit: at < hits }));
    const { error, errorOfEqualWidths } = measureReliability([...said(0.2, 30), ...said(0.9, 90)], 2);
    expect(error).toBeCloseTo(0.05, 12);
    expect(errorOfEqualWidths).toBeCloseTo(0.05, 12);
  });

  it('counts every prediction once', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 1, noNaN: true })),
        fc.integer({ min: 1, max: 15 }),
        (all, bins) => {
          const measured = measureReliability(
            all.map((probability) => ({ probability, isHit: true })),
            bins,
          );
          expect(measured.bins.reduce((sum, { outcomes }) => sum + outcomes, 0)).toBe(all.length);
        },
      ),
    );
  });
});

describe('an interval of a share', () => {
  it('is Wilson’s', () => {
    const [from, to] = wilsonInterval(10, 100);
    expect(from).toBeCloseTo(0.0552, 4);
    expect(to).toBeCloseTo(0.1744, 4);
    expect(wilsonInterval(0, 0)).toEqual([0, 1]);
    expect(wilsonInterval(0, 10)[0]).toBe(0);
  });
});
