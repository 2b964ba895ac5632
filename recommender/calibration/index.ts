/** Calibration: the probability behind a score, and how reliable that probability is. */
export {
  type Band,
  type BandRecord,
  type Confidence,
  type ConfidenceModel,
  confidenceOf,
  fitConfidence,
  type RankedOutcome,
} from './fit-confidence.ts';
export { fitLogistic, type LogisticData, type LogisticModel, predictLogistic } from './fit-logistic.ts';
export { type GatherOptions, gatherOutcomes } from './gather-outcomes.ts';
export {
  measureReliability,
  type Prediction,
  type Reliability,
  type ReliabilityBin,
} from './measure-reliability.ts';
export { type Interval, wilsonInterval } from './wilson-interval.ts';
