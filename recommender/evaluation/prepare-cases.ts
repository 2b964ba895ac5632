import { rowOf, type SparseMatrix, toSparseMatrix } from '../interactions/index.ts';
import type { Split } from './split.ts';

/** One evaluated user. */
export interface EvaluationCase {
  readonly user: number;
  /** Training items, ascending. */
  readonly history: Uint32Array;
  /**
   * Test items that are new to the user, including items absent from the training set: no model can hit those, and they
   * count.
   */
  readonly relevant: ReadonlySet<number>;
}

export interface PreparedSplit {
  readonly matrix: SparseMatrix;
  readonly cases: readonly EvaluationCase[];
}

/** Which users are evaluated: those with a history, or newcomers, whom only a profile can serve. */
export type Asked = 'known' | 'newcomers';

/**
 * The training set as a matrix, and the users to evaluate: by default those with a history and at least one new test
 * item that the training set knows.
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
