import type { ComparedModel } from '@petstore/recommender/comparison';
import type { Measure } from '@petstore/recommender/evaluation';
import type { ReadInteractions } from '@petstore/recommender/reading';
import type { ChosenSplit } from './choose-split.ts';
import type { EvaluateOptions } from './evaluate-options.ts';

/** Result of an evaluation, the input of both the table and the JSON document. */
export interface FoundEvaluation {
  readonly file: string;
  readonly read: ReadInteractions;
  readonly chosen: ChosenSplit;
  readonly options: EvaluateOptions;
  readonly models: readonly ComparedModel[];
}

/** The document that `advisor evaluate --json` prints. */
export type EvaluationDocument = ReturnType<typeof describeEvaluation>;

export function describeEvaluation({ file, read, chosen, options, models }: FoundEvaluation) {
  const { log, ...left } = read;
  const { split, description } = chosen;
  return {
    file,
    data: {
      rows: left.rows,
      kept: log.users.length,
      users: log.userNames.length,
      items: log.itemNames.length,
      leftOut: {
        withoutUser: left.withoutUser,
        withoutItem: left.withoutItem,
        otherUsers: left.otherUsers,
        otherItems: left.otherItems,
        smallerValues: left.smallerValues,
      },
    },
    protocol: {
      name: options.protocol,
      description,
      trainRows: split.train.users.length,
      testRows: split.test.users.length,
      testUsers: models[0]?.evaluation.users ?? 0,
      k: options.k,
      seed: options.seed,
      tuned: options.tune === true,
    },
    models: models.map(describeModel),
  };
}

function describeModel({ name, hyperparameters, trials, fitSeconds, evaluation, ...against }: ComparedModel) {
  const { ndcg, recall, recallAtMost, hitRate, coverage, novelty } = evaluation;
  return {
    name,
    hyperparameters,
    trials,
    fitSeconds,
    ndcg: describeMeasure(ndcg),
    recall: describeMeasure(recall),
    recallAtMost: describeMeasure(recallAtMost),
    hitRate: describeMeasure(hitRate),
    coverage,
    novelty,
    ndcgOverPopularity: against.ndcgOverPopularity,
    ndcgGain: against.ndcgGain === null ? null : describeMeasure(against.ndcgGain),
  };
}

function describeMeasure({ mean, interval: [from, to] }: Measure) {
  return { mean, from, to };
}
