import type { ModelName } from '@petstore/recommender/comparison';

/** Values that the options accept. They stand here so that help does not load the models. */
export const protocolWords = ['temporal', 'leave-one-out', 'random', 'given'] as const;
export type ProtocolWord = (typeof protocolWords)[number];

export const modelWords = ['popularity', 'recent-popularity', 'ease', 'ials'] as const;

/** Parsed options of `advisor evaluate`, by commander's property names. */
export interface EvaluateOptions {
  readonly protocol: ProtocolWord;
  readonly model: readonly ModelName[];
  readonly k: number;
  readonly seed: number;
  readonly cutoff?: string;
  readonly validationFrom?: string;
  readonly testShare?: number;
  readonly test?: string;
  readonly tune?: boolean;
  readonly userColumn?: string;
  readonly itemColumn?: string;
  readonly timeColumn?: string;
  readonly valueColumn?: string;
  readonly userPattern?: RegExp;
  readonly itemPattern?: RegExp;
  readonly leastValue?: number;
  readonly lambda?: number;
  readonly kept?: number;
  readonly factors?: number;
  readonly alpha0?: number;
  readonly ialsLambda?: number;
  readonly nu?: number;
  readonly epochs?: number;
  readonly halfLifeDays?: number;
  readonly json?: boolean;
}
