import {
  cutoffLeaving,
  type Split,
  splitByTime,
  splitLeaveOneOut,
  splitRandomly,
} from '@petstore/recommender/evaluation';
import { type InteractionLog, mergeLogs } from '@petstore/recommender/interactions';
import { cliErrors } from '../../errors.ts';
import type { ProtocolWord } from './evaluate-options.ts';

interface SplitOptions {
  readonly protocol: ProtocolWord;
  readonly seed: number;
  readonly cutoffMs: number | undefined;
  readonly validationFromMs: number | undefined;
  readonly testShare: number | undefined;
  readonly tune: boolean;
  /** Test interactions of the protocol `given`. */
  readonly test: InteractionLog | undefined;
}

export interface ChosenSplit {
  readonly split: Split;
  readonly validation: Split | undefined;
  /** How the data was split, in words, for the report. */
  readonly description: string;
}

const usualTemporalShare = 0.2;
const usualRandomShare = 0.25;

/**
 * Splits interactions into training and test by the chosen protocol; with tuning, the training part is split the same
 * way into training and validation.
 */
export function chooseSplit(log: InteractionLog, options: SplitOptions): ChosenSplit {
  const { protocol, seed, testShare = usualRandomShare, tune } = options;
  switch (protocol) {
    case 'temporal':
      return chooseTemporal(log, options);
    case 'leave-one-out': {
      const cut = (part: InteractionLog) => splitLeaveOneOut(part, { seed });
      return withValidation(cut(log), tune ? cut : undefined, 'the last item of each user is the test data');
    }
    case 'random': {
      const cut = (part: InteractionLog) => splitRandomly(part, { testShare, seed });
      return withValidation(
        cut(log),
        tune ? cut : undefined,
        `${testShare} of each user's items are the test data`,
      );
    }
    case 'given': {
      if (options.test === undefined) throw usage('The protocol given needs --test FILE.');
      const cut = (part: InteractionLog) => splitRandomly(part, { testShare, seed });
      const split = mergeLogs(log, options.test);
      return withValidation(
        { train: split.first, test: split.second },
        tune ? cut : undefined,
        'the test data is a separate file',
      );
    }
  }
}

function chooseTemporal(log: InteractionLog, options: SplitOptions): ChosenSplit {
  const { cutoffMs = cutoffLeaving(log, options.testShare ?? usualTemporalShare), tune } = options;
  const split = splitByTime(log, cutoffMs);
  const validationFromMs = options.validationFromMs ?? cutoffMs - lengthOf(split.test, cutoffMs);
  const cut = (part: InteractionLog) => splitByTime(part, validationFromMs);
  const tuned = tune ? `, validation from ${isoOf(validationFromMs)} on within the training data` : '';
  const description = `training before ${isoOf(cutoffMs)}, test from then on${tuned}`;
  return withValidation(split, tune ? cut : undefined, description);
}

/** Duration of the test period in milliseconds. */
function lengthOf(test: InteractionLog, cutoffMs: number): number {
  return test.timesMs.reduce((latest, timeMs) => Math.max(latest, timeMs), cutoffMs) - cutoffMs;
}

function withValidation(
  split: Split,
  cut: ((log: InteractionLog) => Split) | undefined,
  description: string,
): ChosenSplit {
  return { split, validation: cut?.(split.train), description };
}

function isoOf(timeMs: number): string {
  return new Date(timeMs).toISOString().replace(/(:00)?\.000Z$/, 'Z');
}

function usage(message: string) {
  return cliErrors.create('usage-invalid', { message });
}
