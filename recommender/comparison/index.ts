/** Compares models on one split, tuned on a part of the training set only. */
export {
  type ComparedModel,
  type CompareOptions,
  type ComparisonStep,
  compareModels,
  type Trial,
} from './compare-models.ts';
export {
  type FitControls,
  fitModel,
  type Hyperparameters,
  type ModelName,
  modelNames,
  type Training,
  triedHyperparameters,
  usualHyperparameters,
} from './fit-model.ts';
