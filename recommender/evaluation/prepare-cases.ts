import { rowOf, type SparseMatrix, toSparseMatrix } from '../interactions/index.ts';
import type { Split } from './split.ts';

/** One user of the test. */
export interface EvaluationCase {
  readonly user: number;
  /** Items of the training, ascending. */
  readonly history: Uint32Array;
  /** New items of the test, also those that the training does not know: no model can hit them, and they count. */
  readonly relevant: ReadonlySet<number>;
}

export interface PreparedSplit {
  readonly matrix: SparseMatrix;
  readonly cases: readonly EvaluationCase[];
}

/** Who is asked about: users with a history, or those without any, whom only a profile can serve. */
export type Asked = 'known' | 'newcomers';

/**
 * The training as a matrix, and each user who is asked about: with a history by default, and with at least one new item in
 * the test that the training knows.
 */
export function prepareCases({ train, test }: Split, asked: Asked = 'known'): PreparedSplit {
  const size = { rowCount: train.userNames.length, columnCount: train.itemNames.length };
  const matrix = toSparseMatrix({ rows: train.users, columns: train.items }, size);
  const tested = toSparseMatrix({ rows: test.users, columns: test.items }, size);
  const isKnown = new Uint8Array(size.columnCount);
  for (const item of train.items) isKnown[item] = 1;
  const cases: EvaluationCase[] = [];
  for (let user = 0; user < size.rowCount; user += 1) {
    const history = rowOf(matrix, user);
    if ((history.length === 0) !== (asked === 'newcomers')) continue;
    const owned = new Set(history);
    const relevant = new Set([...rowOf(tested, user)].filter((item) => !owned.has(item)));
    if ([...relevant].some((item) => isKnown[item] === 1)) cases.push({ user, history, relevant });
  }
  return { matrix, cases };
}
