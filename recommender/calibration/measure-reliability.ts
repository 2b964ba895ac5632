import { type Interval, wilsonInterval } from './wilson-interval.ts';

export interface Prediction {
  readonly probability: number;
  readonly isHit: boolean;
}

export interface ReliabilityBin {
  readonly outcomes: number;
  readonly meanProbability: number;
  readonly hitRate: number;
  /** Of the hit rate, 95 %. */
  readonly interval: Interval;
}

export interface Reliability {
  /** Bins of equally many predictions, from the least to the most confident. */
  readonly bins: readonly ReliabilityBin[];
  /** Expected calibration error over those bins: the mean distance of confidence and hit rate, weighed by outcomes. */
  readonly error: number;
  /** The same over bins of equal width from 0 to 1, which is how it was defined first (Naeini 2015). */
  readonly errorOfEqualWidths: number;
}

/** How far confidence and what came true are apart. */
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
