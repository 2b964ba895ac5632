import { performance } from 'node:perf_hooks';
import { messageOf } from '@petstore/chassis/errors';
import {
  type ComparedModel,
  type ComparisonStep,
  compareModels,
  type Hyperparameters,
  type ModelName,
} from '@petstore/recommender/comparison';
import { RecommenderError, type RecommenderErrorCode } from '@petstore/recommender/errors';
import { parseTime, type ReadInteractions, readInteractionFile } from '@petstore/recommender/reading';
import { cliErrors } from '../errors.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { type ChosenSplit, chooseSplit } from './choose-split.ts';
import { describeEvaluation } from './describe-evaluation.ts';
import type { ProtocolWord } from './evaluation-words.ts';
import { renderData, renderModels } from './render-evaluation.ts';
import { createWaitingLine, type WaitingLine } from './waiting-line.ts';

/** As commander gives them. */
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

/** Everything that was found, for people and programs. */
export interface FoundEvaluation {
  readonly file: string;
  readonly read: ReadInteractions;
  readonly chosen: ChosenSplit;
  readonly options: EvaluateOptions;
  readonly models: readonly ComparedModel[];
}

/** Reads, splits, fits, ranks and tells how good it was. */
export async function evaluate(file: string, options: EvaluateOptions, terminal: Terminal): Promise<number> {
  const waiting = createWaitingLine(terminal);
  try {
    const { read, chosen } = await readAndSplit(file, options, waiting);
    waiting.clear();
    const found = { file, read, chosen, options };
    terminal.say(renderData(found));
    const models = await compareModels(chosen.split, {
      models: options.model,
      k: options.k,
      seed: options.seed,
      validation: chosen.validation,
      hyperparameters: hyperparametersOf(options),
      now: () => performance.now(),
      onProgress: ({ model, doing, share }: ComparisonStep) =>
        waiting.tell(`${model}: ${doing}`, `${Math.round(100 * share)}%`),
    });
    waiting.clear();
    terminal.say(renderModels({ ...found, models }, terminal));
    terminal.document(describeEvaluation({ ...found, models }));
    return 0;
  } catch (error) {
    waiting.clear();
    throw error instanceof RecommenderError ? translate(error) : error;
  }
}

async function readAndSplit(file: string, options: EvaluateOptions, waiting: WaitingLine) {
  const times = {
    cutoffMs: readMoment('--cutoff', options.cutoff),
    validationFromMs: readMoment('--validation-from', options.validationFrom),
  };
  const read = (path: string) =>
    readInteractionFile(path, {
      columns: {
        user: options.userColumn,
        item: options.itemColumn,
        time: options.timeColumn,
        value: options.valueColumn,
      },
      userPattern: options.userPattern,
      itemPattern: options.itemPattern,
      leastValue: options.leastValue,
      onProgress: (rows) => waiting.tell(`reading ${path}`, `${rows.toLocaleString('en-US')} rows`),
    });
  const all = await read(file);
  const test = options.test === undefined ? undefined : (await read(options.test)).log;
  const { protocol, seed, testShare, tune = false } = options;
  const chosen = chooseSplit(all.log, { protocol, seed, testShare, tune, test, ...times });
  return { read: all, chosen };
}

function readMoment(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const timeMs = parseTime(text);
  if (timeMs !== null) return timeMs;
  const message = `${option} must be a time such as 2011-11-01 or 2011-11-01T09:30:00Z, not "${text}".`;
  throw cliErrors.create('usage-invalid', { message });
}

function hyperparametersOf(options: EvaluateOptions): Readonly<Partial<Record<ModelName, Hyperparameters>>> {
  const { lambda, kept, factors, alpha0, ialsLambda, nu, epochs, halfLifeDays } = options;
  return {
    ease: known({ lambda, kept }),
    ials: known({ factors, alpha0, lambda: ialsLambda, nu, epochs }),
    'recent-popularity': known({ halfLifeDays }),
  };
}

function known(numbers: Readonly<Record<string, number | undefined>>): Hyperparameters {
  return Object.fromEntries(
    Object.entries(numbers).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

const codes = {
  'input-invalid': 'interactions-invalid',
  'data-too-small': 'interactions-too-few',
  'option-invalid': 'evaluation-impossible',
  'not-positive-definite': 'evaluation-impossible',
  'too-large': 'evaluation-impossible',
  'kernel-failed': 'evaluation-failed',
} as const satisfies Record<RecommenderErrorCode, keyof typeof cliErrors.table>;

function translate(error: RecommenderError) {
  return cliErrors.create(codes[error.code], { message: messageOf(error), cause: error });
}
