/**
 * Reads interactions from text and Parquet files. Reports what it left out, and names the line of what it cannot read.
 */
export type { ColumnNames } from './choose-columns.ts';
export type { ReadInteractions, ReadOptions } from './collect-rows.ts';
export { parseTime } from './parse-field.ts';
export { readDelimited } from './read-delimited.ts';
export { readInteractionFile } from './read-interaction-file.ts';
export { readParquet } from './read-parquet.ts';
