import { fitLogistic, type LogisticModel, predictLogistic } from './fit-logistic.ts';
import { type Interval, wilsonInterval } from './wilson-interval.ts';

/** One ranked item of one user, and whether the user took it. */
export interface RankedOutcome {
  readonly score: number;
  readonly historyLength: number;
  readonly isHit: boolean;
}

export type Band = 'weak' | 'fair' | 'strong';

export interface BandRecord {
  readonly band: Band;
  /** Lower bound of the band's confidence. */
  readonly from: number;
  readonly outcomes: number;
  readonly hitRate: number;
  /** 95 % Wilson interval of the share. */
  readonly interval: Interval;
}

/** A fitted confidence model, serializable as JSON. */
export interface ConfidenceModel {
  readonly logistic: LogisticModel;
  readonly bands: readonly BandRecord[];
}

export interface Confidence {
  /** Estimated probability, 0 to 1, that the item is taken. */
  readonly probability: number;
  readonly band: Band;
}

const bandNames: readonly Band[] = ['weak', 'fair', 'strong'];
/** Scores below this are treated as equal: they are no reason to recommend. */
const leastScore = 1e-6;

/**
 * Fits the probability that a ranked item is taken: logistic regression on the logarithms of score and history length
 * (Platt 1999). The probabilities are calibrated on average but separate the top twenty poorly, so show the bands
 * instead: thirds of the ranked items, each with its observed share of items taken.
 */
export function fitConfidence(outcomes: readonly RankedOutcome[]): ConfidenceModel {
  const features = Float64Array.from(outcomes.flatMap(featuresOf));
  const logistic = fitLogistic({ features, width: 2, outcomes: outcomes.map(({ isHit }) => Number(isHit)) });
  const predicted = outcomes.map((outcome) => ({
    probability: predictLogistic(logistic, featuresOf(outcome)),
    isHit: outcome.isHit,
  }));
  predicted.sort((one, other) => one.probability - other.probability);
  const bands = bandNames.map((band, third) => {
    const from = Math.floor((third * predicted.length) / bandNames.length);
    const to = Math.floor(((third + 1) * predicted.length) / bandNames.length);
    const part = predicted.slice(from, to);
    const hits = part.filter(({ isHit }) => isHit).length;
    const least = third === 0 ? 0 : (part[0]?.probability ?? 1);
    return {
      band,
      from: least,
      outcomes: part.length,
      hitRate: part.length === 0 ? 0 : hits / part.length,
      interval: wilsonInterval(hits, part.length),
    };
  });
  return { logistic, bands };
}

/** Confidence in one item; null for a score that is not a number. */
export function confidenceOf(
  { logistic, bands }: ConfidenceModel,
  ranked: Omit<RankedOutcome, 'isHit'>,
): Confidence {
  const probability = Number.isFinite(ranked.score) ? predictLogistic(logistic, featuresOf(ranked)) : 0;
  const band = bands.findLast(({ from }) => probability >= from)?.band ?? 'weak';
  return { probability, band };
}

function featuresOf({ score, historyLength }: Omit<RankedOutcome, 'isHit'>): readonly [number, number] {
  return [Math.log(Math.max(leastScore, score)), Math.log1p(Math.max(0, historyLength))];
}
