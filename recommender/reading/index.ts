/** Interactions out of text and parquet files. Tells what it left out, and refuses what it cannot read by its line. */
export type { ColumnNames } from './choose-columns.ts';
export type { ReadInteractions, ReadOptions } from './collect-rows.ts';
export { parseTime } from './parse-field.ts';
export { readDelimited } from './read-delimited.ts';
export { readInteractionFile } from './read-interaction-file.ts';
export { readParquet } from './read-parquet.ts';
