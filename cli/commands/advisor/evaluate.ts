import { performance } from 'node:perf_hooks';
import { messageOf } from '@petstore/chassis/errors';
import {
  type ComparisonStep,
  compareModels,
  type Hyperparameters,
  type ModelName,
} from '@petstore/recommender/comparison';
import { RecommenderError, type RecommenderErrorCode } from '@petstore/recommender/errors';
import { parseTime, readInteractionFile } from '@petstore/recommender/reading';
import { cliErrors } from '../../errors.ts';
import { cutText } from '../../terminal/render-table.ts';
import type { Terminal } from '../../terminal/terminal.ts';
import { chooseSplit } from './choose-split.ts';
import { describeEvaluation } from './describe-evaluation.ts';
import type { EvaluateOptions } from './evaluate-options.ts';
import { renderData, renderModels } from './render-evaluation.ts';

/** Reads interactions, splits them, fits each model and reports its ranking quality. */
export async function evaluate(file: string, options: EvaluateOptions, terminal: Terminal): Promise<number> {
  const progress = createProgressLine(terminal);
  try {
    const { read, chosen } = await readAndSplit(file, options, progress);
    progress.clear();
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
        progress.show(`${model}: ${doing}`, `${Math.round(100 * share)}%`),
    });
    progress.clear();
    terminal.say(renderModels({ ...found, models }, terminal));
    terminal.document(describeEvaluation({ ...found, models }));
    return 0;
  } catch (error) {
    progress.clear();
    throw error instanceof RecommenderError ? translate(error) : error;
  }
}

async function readAndSplit(file: string, options: EvaluateOptions, progress: ProgressLine) {
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
      onProgress: (rows) => progress.show(`reading ${path}`, `${rows.toLocaleString('en-US')} rows`),
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

interface ProgressLine {
  /** Replaces the line on a terminal; elsewhere `detail` is left out. */
  show(activity: string, detail: string): void;
  clear(): void;
}

/** Progress line of a long computation. Without a terminal each new activity is written once to standard error. */
function createProgressLine(terminal: Terminal): ProgressLine {
  let isOpen = false;
  let activity = '';
  return {
    show(next, detail) {
      const text = `${next} ${detail}`;
      if (terminal.isLive) {
        terminal.write(`\r\u001b[2K${terminal.paint('faint', cutText(text, terminal.columns - 1))}`);
        isOpen = true;
        return;
      }
      if (next !== activity) terminal.note(next);
      activity = next;
    },
    clear() {
      if (isOpen) terminal.write('\r\u001b[2K');
      isOpen = false;
    },
  };
}
