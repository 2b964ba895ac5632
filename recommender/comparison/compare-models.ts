import {
  compareInPairs,
  type Evaluation,
  evaluateModel,
  type Interval,
  type PreparedSplit,
  prepareCases,
  type Split,
} from '../evaluation/index.ts';
import {
  fitModel,
  type Hyperparameters,
  type ModelName,
  triedHyperparameters,
  usualHyperparameters,
} from './fit-model.ts';

export interface ComparedModel {
  readonly name: ModelName;
  readonly hyperparameters: Hyperparameters;
  /** Hyperparameters tried on the validation set with their results; empty where nothing was tuned. */
  readonly trials: readonly Trial[];
  readonly fitSeconds: number;
  readonly evaluation: Evaluation;
  /** nDCG divided by that of popularity; null for popularity itself. */
  readonly ndcgOverPopularity: number | null;
  /** nDCG minus that of popularity, over the same users. */
  readonly ndcgGain: { readonly mean: number; readonly interval: Interval } | null;
}

export interface Trial {
  readonly hyperparameters: Hyperparameters;
  readonly ndcg: number;
}

export interface CompareOptions {
  readonly models: readonly ModelName[];
  readonly k: number;
  readonly seed: number;
  /** A part of the training set, split as the test is. If given, models are tuned on it and never on the test. */
  readonly validation?: Split | undefined;
  /** Hyperparameters by model, in place of the defaults. */
  readonly hyperparameters?: Readonly<Partial<Record<ModelName, Hyperparameters>>> | undefined;
  /** Monotonic clock, in milliseconds. */
  readonly now: () => number;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((step: ComparisonStep) => void) | undefined;
}

export interface ComparisonStep {
  readonly model: ModelName;
  readonly doing: 'tuning' | 'fitting' | 'ranking';
  /** Progress of the current step, 0 to 1. */
  readonly share: number;
}

interface Part {
  readonly split: Split;
  readonly prepared: PreparedSplit;
}

/**
 * Fits each model on the training set and evaluates all of them on the same test users. Popularity is always included.
 */
export async function compareModels(
  split: Split,
  options: CompareOptions,
): Promise<readonly ComparedModel[]> {
  const test = { split, prepared: prepareCases(split) };
  const validation = options.validation && {
    split: options.validation,
    prepared: prepareCases(options.validation),
  };
  const names = new Set<ModelName>(['popularity', ...options.models]);
  const compared: ComparedModel[] = [];
  for (const name of names) {
    const trials = validation === undefined ? [] : await tune(name, validation, options);
    const best = trials.toSorted((one, other) => other.ndcg - one.ndcg)[0];
    const hyperparameters = best?.hyperparameters ?? hyperparametersOf(name, options);
    const found = await fitAndRank(name, test, { ...options, chosen: hyperparameters });
    const popularity = compared[0]?.evaluation;
    compared.push({
      name,
      hyperparameters,
      trials,
      ...found,
      ...against(popularity, found.evaluation, options),
    });
  }
  return compared;
}

function hyperparametersOf(name: ModelName, { hyperparameters }: CompareOptions): Hyperparameters {
  return { ...usualHyperparameters[name], ...hyperparameters?.[name] };
}

/** A model whose hyperparameters were given is not tuned. */
async function tune(name: ModelName, validation: Part, options: CompareOptions): Promise<readonly Trial[]> {
  const asked = options.hyperparameters?.[name] ?? {};
  const tried = triedHyperparameters[name];
  if (Object.keys(asked).length > 0) return [];
  const trials: Trial[] = [];
  for (const [at, hyperparameters] of tried.entries()) {
    const tell = (share: number) =>
      options.onProgress?.({ model: name, doing: 'tuning', share: (at + share) / tried.length });
    const quiet = {
      ...options,
      chosen: hyperparameters,
      onProgress: ({ doing, share }: ComparisonStep) => {
        if (doing === 'fitting') tell(share);
      },
    };
    const { evaluation } = await fitAndRank(name, validation, quiet);
    trials.push({ hyperparameters, ndcg: evaluation.ndcg.mean });
  }
  return trials;
}

async function fitAndRank(
  name: ModelName,
  { split, prepared }: Part,
  options: CompareOptions & { readonly chosen: Hyperparameters },
) {
  const { k, seed, now, signal, chosen, onProgress } = options;
  const tell = (doing: 'fitting' | 'ranking') => (share: number) =>
    onProgress?.({ model: name, doing, share });
  const startedAt = now();
  const model = await fitModel(
    name,
    { log: split.train, matrix: prepared.matrix },
    { hyperparameters: chosen, seed, signal, onProgress: tell('fitting') },
  );
  const fitSeconds = (now() - startedAt) / 1_000;
  const evaluation = await evaluateModel(model, prepared, { k, seed, signal, onProgress: tell('ranking') });
  return { fitSeconds, evaluation };
}

function against(
  popularity: Evaluation | undefined,
  evaluation: Evaluation,
  { seed }: CompareOptions,
): Pick<ComparedModel, 'ndcgOverPopularity' | 'ndcgGain'> {
  if (popularity === undefined) return { ndcgOverPopularity: null, ndcgGain: null };
  const ratio = popularity.ndcg.mean === 0 ? null : evaluation.ndcg.mean / popularity.ndcg.mean;
  const ndcgGain = compareInPairs(evaluation.ndcgByCase, popularity.ndcgByCase, { seed });
  return { ndcgOverPopularity: ratio, ndcgGain };
}
