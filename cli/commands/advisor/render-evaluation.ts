import type { ComparedModel } from '@petstore/recommender/comparison';
import type { Measure } from '@petstore/recommender/evaluation';
import { formatDuration } from '../../terminal/format-duration.ts';
import { renderTable } from '../../terminal/render-table.ts';
import type { Terminal } from '../../terminal/terminal.ts';
import type { FoundEvaluation } from './describe-evaluation.ts';

/** Counts of what was read and of the split. */
export function renderData({ file, read, chosen, options }: Omit<FoundEvaluation, 'models'>): string {
  const { log } = read;
  const left = [
    [read.withoutUser, 'without a user'],
    [read.withoutItem, 'without an item'],
    [read.otherUsers, 'of other users'],
    [read.otherItems, 'of other items'],
    [read.smallerValues, 'of smaller values'],
  ] as const;
  const leftOut = left.filter(([rows]) => rows > 0).map(([rows, why]) => `${count(rows)} ${why}`);
  const { train, test } = chosen.split;
  return [
    `${file}: ${count(log.users.length)} rows of ${count(log.userNames.length)} users and ${count(log.itemNames.length)} items`,
    ...(leftOut.length === 0 ? [] : [`  skipped: ${leftOut.join(', ')}`]),
    `${options.protocol}: ${chosen.description}`,
    `  ${count(train.users.length)} rows of training data, ${count(test.users.length)} rows of test data`,
  ].join('\n');
}

/** Table with one row per model, and a legend. */
export function renderModels(found: FoundEvaluation, { paint, columns }: Terminal): string {
  const { models, options } = found;
  const { k } = options;
  const table = renderTable({
    columns: [
      { title: 'MODEL' },
      { title: `NDCG@${k}`, isRight: true },
      { title: '95%', dropOrder: 4 },
      { title: '× POPULARITY', isRight: true, dropOrder: 6 },
      { title: `RECALL@${k} /|T|`, isRight: true, dropOrder: 5 },
      { title: `/MIN(${k},|T|)`, isRight: true, dropOrder: 5 },
      { title: `HR@${k}`, isRight: true },
      { title: 'COVERAGE', isRight: true, dropOrder: 2 },
      { title: 'NOVELTY', isRight: true, dropOrder: 1 },
      { title: 'FIT', isRight: true, dropOrder: 3 },
    ],
    rows: models.map(rowOf),
    paint,
    width: columns,
  });
  const users = models[0]?.evaluation.users ?? 0;
  return [
    '',
    table,
    '',
    `${count(users)} users have training data and a new item in the test data; every item that is new to the user is ranked.`,
    'T: new items of a user. Novelty: mean self-information in bits. 95%: bootstrap interval over users.',
    ...models.flatMap(describeChoice),
  ].join('\n');
}

function rowOf({ name, fitSeconds, evaluation, ndcgOverPopularity }: ComparedModel): string[] {
  const { ndcg, recall, recallAtMost, hitRate, coverage, novelty } = evaluation;
  return [
    name,
    digits(ndcg.mean),
    renderInterval(ndcg),
    ndcgOverPopularity === null ? '' : ndcgOverPopularity.toFixed(2),
    digits(recall.mean),
    digits(recallAtMost.mean),
    digits(hitRate.mean),
    `${(100 * coverage).toFixed(1)}%`,
    novelty.toFixed(2),
    formatDuration(1_000 * fitSeconds),
  ];
}

function describeChoice({ name, hyperparameters, trials }: ComparedModel): string[] {
  const words = Object.entries(hyperparameters).map(([key, value]) => `${key} ${value}`);
  if (words.length === 0) return [];
  const how = trials.length === 0 ? '' : `, the best of ${trials.length} on the validation data`;
  return [`${name}: ${words.join(', ')}${how}`];
}

function renderInterval({ interval: [from, to] }: Measure): string {
  return `${digits(from)}–${digits(to)}`;
}

function digits(figure: number): string {
  return figure.toFixed(4);
}

function count(number: number): string {
  return number.toLocaleString('en-US');
}
