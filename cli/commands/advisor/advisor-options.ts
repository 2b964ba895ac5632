import { type Command, InvalidArgumentError, Option } from 'commander';
import { parseOption } from '../../options/parse-option.ts';
import type { Dispatch } from '../../run-command.ts';
import { type EvaluateOptions, modelWords, protocolWords } from './evaluate-options.ts';

const examples = `
Examples:
  petstore advisor evaluate online_retail.parquet --cutoff 2011-11-01 --user-pattern '^[1-9]' \\
    --item-pattern '^\\d{5}[A-Za-z]?$' --tune
  petstore advisor evaluate ml-100k/u.data --protocol random --k 10 --lambda 400
  petstore advisor evaluate train.txt --protocol given --test test.txt --k 20`;

/** `petstore advisor`: commands that need models and data but no running system. */
export function addAdvisor(program: Command, dispatch: Dispatch): void {
  const advisor = program.command('advisor').description('Evaluate recommendation models on your own data');
  const evaluate = advisor
    .command('evaluate')
    .description('Fit models to a part of the interactions and measure how well they predict the rest')
    .argument('<file>', 'CSV or other delimited text, or parquet: user, item, time[, value]')
    .addOption(
      new Option('--protocol <name>', 'how training and test data are split')
        .choices(protocolWords)
        .default('temporal'),
    )
    .addOption(
      new Option('--model <names>', 'models, separated by commas, or all; popularity is always included')
        .argParser(parseModels)
        .default(['ease', 'ials'], 'ease,ials'),
    )
    .addOption(new Option('--k <n>', 'length of the ranked lists').argParser(wholeFrom(1)).default(10))
    .addOption(
      new Option('--seed <n>', 'seed of the random generator').argParser(parseOption.seed).default(1),
    );
  addProtocolOptions(evaluate);
  addColumnOptions(evaluate);
  addModelOptions(evaluate);
  evaluate
    .option('--json', 'print one JSON document on standard output, prose on standard error')
    .addHelpText('after', examples)
    .action((file: string, options: EvaluateOptions) =>
      dispatch(
        async (terminal) => (await import('./evaluate.ts')).evaluate(file, options, terminal),
        options.json === true,
      ),
    );
}

function addProtocolOptions(command: Command): void {
  command
    .option('--cutoff <time>', 'temporal: start of the test data (default: by --test-share)')
    .option(
      '--validation-from <time>',
      'temporal: start of the validation data with --tune (default: as long as the test period)',
    )
    .addOption(
      new Option(
        '--test-share <share>',
        'temporal: share of the rows (default: 0.2); random: share of the rows of each user (default: 0.25)',
      ).argParser(numberFrom(0, 1)),
    )
    .option('--test <file>', 'given: file with the test data')
    .option('--tune', 'choose hyperparameters on a part of the training data');
}

function addColumnOptions(command: Command): void {
  command
    .option('--user-column <name>', 'user column by name or number from 1 on (default: found by name)')
    .option('--item-column <name>', 'item column')
    .option('--time-column <name>', 'time column')
    .option('--value-column <name>', 'rating or quantity column')
    .addOption(new Option('--user-pattern <regexp>', 'keep only matching users').argParser(parsePattern))
    .addOption(new Option('--item-pattern <regexp>', 'keep only matching items').argParser(parsePattern))
    .addOption(
      new Option('--least-value <n>', 'keep only ratings or quantities from this value on').argParser(
        numberFrom(-Number.MAX_VALUE),
      ),
    );
}

function addModelOptions(command: Command): void {
  command
    .addOption(new Option('--lambda <n>', 'ease: regularization').argParser(numberFrom(0)))
    .addOption(
      new Option('--kept <n>', 'ease: number of weights kept per item (default: all)').argParser(
        wholeFrom(1),
      ),
    )
    .addOption(new Option('--factors <n>', 'ials: number of latent factors').argParser(wholeFrom(1)))
    .addOption(new Option('--alpha0 <n>', 'ials: weight of unobserved interactions').argParser(numberFrom(0)))
    .addOption(new Option('--ials-lambda <n>', 'ials: regularization').argParser(numberFrom(0)))
    .addOption(
      new Option('--nu <n>', 'ials: exponent of the frequency-scaled regularization').argParser(
        numberFrom(0),
      ),
    )
    .addOption(new Option('--epochs <n>', 'ials: passes over the data').argParser(wholeFrom(1)))
    .addOption(
      new Option('--half-life-days <n>', 'recent-popularity: half-life of an interaction in days').argParser(
        numberFrom(0),
      ),
    );
}

function parseModels(text: string): readonly string[] {
  const names = text.split(',').map((name) => name.trim());
  const expanded = names.includes('all') ? [...modelWords] : names;
  const unknown = expanded.find((name) => !modelWords.some((word) => word === name));
  if (unknown === undefined) return expanded;
  throw new InvalidArgumentError(`"${unknown}" must be one of all, ${modelWords.join(', ')}.`);
}

function parsePattern(text: string): RegExp {
  try {
    return new RegExp(text, 'u');
  } catch {
    throw new InvalidArgumentError('It must be a regular expression.');
  }
}

function numberFrom(least: number, most = Number.MAX_VALUE): (text: string) => number {
  return (text) => {
    const value = text.trim() === '' ? Number.NaN : Number(text);
    if (value >= least && value <= most) return value;
    throw new InvalidArgumentError(`It must be a number${describeRange(least, most)}.`);
  };
}

function describeRange(least: number, most: number): string {
  if (least === -Number.MAX_VALUE) return '';
  return most === Number.MAX_VALUE ? ` from ${least} on` : ` from ${least} to ${most}`;
}

function wholeFrom(least: number): (text: string) => number {
  return (text) => {
    const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= least) return value;
    throw new InvalidArgumentError(`It must be a whole number from ${least} on.`);
  };
}
