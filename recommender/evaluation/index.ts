/** Model quality: evaluation protocols, metrics and their intervals. Fits no model. */
export { type BootstrapOptions, bootstrapMean, compareInPairs, type Interval } from './bootstrap-mean.ts';
export { type Evaluation, type EvaluationOptions, evaluateModel, type Measure } from './evaluate-model.ts';
export { type ListQuality, measureList } from './measure-list.ts';
export { type Asked, type EvaluationCase, type PreparedSplit, prepareCases } from './prepare-cases.ts';
export { cutoffLeaving, type Split, splitByTime, splitLeaveOneOut, splitRandomly } from './split.ts';
