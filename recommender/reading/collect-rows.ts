import { RecommenderError } from '../errors/index.ts';
import { createLogBuilder, type InteractionLog } from '../interactions/index.ts';
import type { ColumnNames } from './choose-columns.ts';

export interface ReadOptions {
  readonly columns?: ColumnNames | undefined;
  /** Keeps only rows whose user matches. */
  readonly userPattern?: RegExp | undefined;
  /** Keeps only rows whose item matches. */
  readonly itemPattern?: RegExp | undefined;
  /** Keeps only rows with at least this value. */
  readonly leastValue?: number | undefined;
  readonly onProgress?: ((rows: number) => void) | undefined;
}

/** The interactions read, and the number of rows left out by reason. */
export interface ReadInteractions {
  readonly log: InteractionLog;
  /** Number of rows of the source. */
  readonly rows: number;
  readonly withoutUser: number;
  readonly withoutItem: number;
  readonly otherUsers: number;
  readonly otherItems: number;
  readonly smallerValues: number;
}

/** A source row; null for an unreadable field, undefined for a column that the source lacks. */
export interface RawRow {
  /** Empty string if missing. */
  readonly user: string;
  readonly item: string;
  readonly timeMs?: number | null | undefined;
  readonly value?: number | null | undefined;
  /** Original text of unreadable fields, for error messages. */
  readonly timeText?: string;
  readonly valueText?: string;
}

export interface RowCollector {
  add(row: RawRow, place: number): void;
  refuse(place: number, problem: string): void;
  finish(): ReadInteractions;
}

const shownProblems = 10;
const rowsBetweenProgress = 100_000;

/**
 * Collects rows, counts those left out, and reports all malformed rows together, each with its position (`line 17`).
 */
export function createRowCollector(placeWord: 'line' | 'row', options: ReadOptions): RowCollector {
  const builder = createLogBuilder();
  const counts = { rows: 0, withoutUser: 0, withoutItem: 0, otherUsers: 0, otherItems: 0, smallerValues: 0 };
  const problems: string[] = [];
  let refused = 0;
  const refuse = (place: number, problem: string) => {
    refused += 1;
    if (problems.length < shownProblems) problems.push(`${placeWord} ${place}: ${problem}`);
  };
  return {
    refuse,
    add(row, place) {
      counts.rows += 1;
      if (counts.rows % rowsBetweenProgress === 0) options.onProgress?.(counts.rows);
      const { timeMs, value } = row;
      if (timeMs === null)
        return refuse(
          place,
          `"${row.timeText}" is no time: write 2011-11-01T09:30:00Z or seconds since 1970`,
        );
      if (value === null) return refuse(place, `"${row.valueText}" is no number`);
      if (row.user === '') counts.withoutUser += 1;
      else if (row.item === '') counts.withoutItem += 1;
      else if (options.userPattern?.test(row.user) === false) counts.otherUsers += 1;
      else if (options.itemPattern?.test(row.item) === false) counts.otherItems += 1;
      else if (options.leastValue !== undefined && (value ?? 1) < options.leastValue)
        counts.smallerValues += 1;
      else builder.add({ user: row.user, item: row.item, timeMs, value });
    },
    finish() {
      if (refused > 0) throw malformed(problems, refused);
      const log = builder.build();
      if (log.users.length === 0) {
        throw new RecommenderError('data-too-small', `None of ${counts.rows} rows is left to learn from.`);
      }
      return { log, ...counts };
    },
  };
}

function malformed(problems: readonly string[], refused: number): RecommenderError {
  const more = refused > problems.length ? [`and ${refused - problems.length} more`] : [];
  return new RecommenderError('input-invalid', [...problems, ...more].join('\n'));
}
