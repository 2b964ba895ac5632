import { fitLogistic, type LogisticModel, predictLogistic } from './fit-logistic.ts';
import { type Interval, wilsonInterval } from './wilson-interval.ts';

/** One item that was ranked for one user, and what became of it. */
export interface RankedOutcome {
  readonly score: number;
  readonly historyLength: number;
  readonly isHit: boolean;
}

export type Band = 'weak' | 'fair' | 'strong';

export interface BandRecord {
  readonly band: Band;
  /** The least confidence of the band. */
  readonly from: number;
  readonly outcomes: number;
  readonly hitRate: number;
  /** 95 %. */
  readonly interval: Interval;
}

/** Everything that a confidence is made of, to be stored as JSON. */
export interface ConfidenceModel {
  readonly logistic: LogisticModel;
  readonly bands: readonly BandRecord[];
}

export interface Confidence {
  /** How often such an item was taken, from 0 to 1. */
  readonly probability: number;
  readonly band: Band;
}

const bandNames: readonly Band[] = ['weak', 'fair', 'strong'];
/** Scores below it are all the same: no reason to recommend. */
const leastScore = 1e-6;

/**
 * Learns from what was ranked how often such an item is taken: logistic regression on the logarithms of score and history length (Platt
 * 1999). Probabilities are honest on the average and hardly tell the best twenty apart, so show the bands: thirds of what was ranked,
 * each with the share that came true.
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

/** The confidence in one item; a score that is no number gives none. */
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
