import { type Interval, wilsonInterval } from './wilson-interval.ts';

export interface Prediction {
  readonly probability: number;
  readonly isHit: boolean;
}

export interface ReliabilityBin {
  readonly outcomes: number;
  readonly meanProbability: number;
  readonly hitRate: number;
  /** 95 % interval of the hit rate. */
  readonly interval: Interval;
}

export interface Reliability {
  /** Bins with equal numbers of predictions, by ascending confidence. */
  readonly bins: readonly ReliabilityBin[];
  /**
   * Expected calibration error over those bins: mean absolute difference of confidence and hit rate, weighted by the
   * number of outcomes.
   */
  readonly error: number;
  /** Expected calibration error over bins of equal width from 0 to 1, its original definition (Naeini 2015). */
  readonly errorOfEqualWidths: number;
}

/** Compares predicted confidence with observed hit rates. */
export function measureReliability(predictions: readonly Prediction[], binCount = 10): Reliability {
  const sorted = predictions.toSorted((one, other) => one.probability - other.probability);
  const cut = (bin: number) => Math.round((bin * sorted.length) / binCount);
  const equalMass = Array.from({ length: binCount }, (_, bin) => sorted.slice(cut(bin), cut(bin + 1)));
  const widthBin = ({ probability }: Prediction) =>
    Math.min(binCount - 1, Math.floor(probability * binCount));
  const equalWidth = Array.from({ length: binCount }, (_, bin) =>
    sorted.filter((one) => widthBin(one) === bin),
  );
  const bins = equalMass.filter((part) => part.length > 0).map(describeBin);
  const widths = equalWidth.filter((part) => part.length > 0).map(describeBin);
  return { bins, error: errorOf(bins, sorted.length), errorOfEqualWidths: errorOf(widths, sorted.length) };
}

function describeBin(part: readonly Prediction[]): ReliabilityBin {
  const hits = part.filter(({ isHit }) => isHit).length;
  const sum = part.reduce((total, { probability }) => total + probability, 0);
  return {
    outcomes: part.length,
    meanProbability: sum / part.length,
    hitRate: hits / part.length,
    interval: wilsonInterval(hits, part.length),
  };
}

function errorOf(bins: readonly ReliabilityBin[], total: number): number {
  return bins.reduce(
    (sum, { outcomes, meanProbability, hitRate }) =>
      sum + (outcomes / total) * Math.abs(meanProbability - hitRate),
    0,
  );
}
