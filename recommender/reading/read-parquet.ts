import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import {
  type AsyncBuffer,
  type Compressors,
  parquetMetadataAsync,
  parquetReadObjects,
  parquetSchema,
} from 'hyparquet';
import { RecommenderError } from '../errors/index.ts';
import { chooseByNames } from './choose-columns.ts';
import { createRowCollector, type ReadInteractions, type ReadOptions } from './collect-rows.ts';
import { epochToMs, isMissing, parseNumber, parseTime } from './parse-field.ts';

/** Uncompressed and Snappy files need none of these. */
const compressors: Compressors = {
  GZIP: (input) => gunzipSync(input),
  BROTLI: (input) => brotliDecompressSync(input),
};

/**
 * Reads the required columns of a Parquet file, one row group at a time. Throws `input-invalid` or `data-too-small`.
 */
export async function readParquet(file: AsyncBuffer, options: ReadOptions = {}): Promise<ReadInteractions> {
  const metadata = await parquetMetadataAsync(file).catch((cause: unknown) => {
    throw unreadable(cause);
  });
  const header = parquetSchema(metadata).children.map(({ element }) => element.name);
  const places = chooseByNames(header, options.columns ?? {});
  const names = Object.fromEntries(
    Object.entries(places).map(([role, place]) => [role, header[place] ?? '']),
  );
  const collector = createRowCollector('row', options);
  let rowStart = 0;
  for (const group of metadata.row_groups) {
    const rowEnd = rowStart + Number(group.num_rows);
    const columns = Object.values(names);
    const rows = await parquetReadObjects({ file, metadata, columns, rowStart, rowEnd, compressors }).catch(
      (cause: unknown) => {
        throw unreadable(cause);
      },
    );
    rows.forEach((row, at) => {
      collector.add(readRow(row, names), rowStart + at + 1);
    });
    rowStart = rowEnd;
  }
  return collector.finish();
}

function readRow(row: Readonly<Record<string, unknown>>, names: Readonly<Record<string, string>>) {
  const cell = (role: string) => row[names[role] ?? ''];
  const { time, value } = names;
  return {
    user: toName(cell('user')),
    item: toName(cell('item')),
    timeMs: time === undefined ? undefined : toTimeMs(cell('time')),
    value: value === undefined ? undefined : parseNumber(toText(cell('value'))),
    timeText: toText(cell('time')),
    valueText: toText(cell('value')),
  };
}

function toName(cell: unknown): string {
  const text = toText(cell);
  return isMissing(text) ? '' : text;
}

function toText(cell: unknown): string {
  if (cell === null || cell === undefined) return '';
  if (cell instanceof Date) return Number.isNaN(cell.getTime()) ? 'invalid date' : cell.toISOString();
  return String(cell).trim();
}

function toTimeMs(cell: unknown): number | null {
  if (cell instanceof Date) return Number.isNaN(cell.getTime()) ? null : cell.getTime();
  if (typeof cell === 'number' || typeof cell === 'bigint') return epochToMs(Number(cell));
  return parseTime(toText(cell));
}

function unreadable(cause: unknown): RecommenderError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new RecommenderError('input-invalid', `The parquet file cannot be read: ${reason}.`, { cause });
}
