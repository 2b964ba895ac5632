import { RecommenderError } from '../errors/index.ts';
import { type ChosenColumns, chooseByFirstLine } from './choose-columns.ts';
import {
  createRowCollector,
  type ReadInteractions,
  type ReadOptions,
  type RowCollector,
} from './collect-rows.ts';
import { isMissing, parseNumber, parseTime } from './parse-field.ts';
import { splitFields } from './split-fields.ts';

/** Delimiters in the order in which they are tried; a user's item list is recognized by its blanks. */
const delimiters = ['::', '\t', ';', ',', '|'] as const;

/**
 * Reads text with one interaction per line (fields separated by comma, semicolon, tab, bar or `::`, quoted or not, with
 * or without a header), or one user per line (`user item item ...` separated by blanks, the LightGCN format). Empty
 * lines are skipped. Throws `input-invalid` listing all malformed lines, and `data-too-small` if no interaction is
 * left.
 */
export async function readDelimited(
  chunks: AsyncIterable<string> | Iterable<string>,
  options: ReadOptions = {},
): Promise<ReadInteractions> {
  const collector = createRowCollector('line', options);
  const reader = createLineReader(collector, options);
  let rest = '';
  let line = 0;
  let heldFrom = 0;
  let held = '';
  const take = (text: string) => {
    line += 1;
    const whole = held === '' ? text : `${held}\n${text}`;
    if (held === '') heldFrom = line;
    // A quoted field that is open at the end of a line continues on the next line.
    const isOpen = whole.includes('"') && (whole.split('"').length - 1) % 2 === 1;
    held = isOpen ? whole : '';
    if (!isOpen && whole.trim() !== '') reader(whole, heldFrom);
  };
  for await (const chunk of chunks) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const text of lines) take(text.endsWith('\r') ? text.slice(0, -1) : text);
  }
  if (rest !== '') take(rest.endsWith('\r') ? rest.slice(0, -1) : rest);
  if (held !== '') collector.refuse(heldFrom, 'a quote is opened and never closed');
  return collector.finish();
}

type LineReader = (text: string, line: number) => void;

function createLineReader(collector: RowCollector, options: ReadOptions): LineReader {
  let reader: LineReader | undefined;
  return (text, line) => {
    if (reader !== undefined) return reader(text, line);
    const first = text.replace(/^\uFEFF/, '');
    const delimiter = delimiters.find((each) => first.includes(each));
    if (delimiter === undefined && /^\S+( +\S+)*\s*$/.test(first) && /^\d+( |$)/.test(first)) {
      reader = (each, at) => readList(each, at, collector);
      return reader(first, line);
    }
    if (delimiter === undefined) {
      throw new RecommenderError(
        'input-invalid',
        `line ${line}: "${first.slice(0, 60)}" has one column; there must be a user and an item, with a comma or a tab between.`,
      );
    }
    const fields = splitFields(first, delimiter);
    const chosen = chooseByFirstLine(fields, options.columns ?? {});
    reader = (each, at) =>
      readFields(splitFields(each, delimiter), at, { chosen, width: fields.length, collector });
    if (!chosen.hasHeader) reader(first, line);
  };
}

/** Reads one line of the LightGCN format; a user without items stands alone. */
function readList(text: string, line: number, collector: RowCollector): void {
  const words = text.trim().split(/\s+/);
  const wrong = words.find((word) => !/^\d+$/.test(word));
  if (wrong !== undefined) {
    collector.refuse(line, `"${wrong}" is no number of a user or an item`);
    return;
  }
  const [user = '', ...items] = words;
  for (const item of items) collector.add({ user, item }, line);
}

function readFields(
  fields: readonly string[],
  line: number,
  {
    chosen,
    width,
    collector,
  }: { readonly chosen: ChosenColumns; readonly width: number; readonly collector: RowCollector },
): void {
  if (fields.length !== width) {
    collector.refuse(line, `has ${fields.length} columns where the first line has ${width}`);
    return;
  }
  const { user, item, time, value } = chosen.places;
  const timeText = time === undefined ? '' : (fields[time] ?? '');
  const valueText = value === undefined ? '' : (fields[value] ?? '');
  collector.add(
    {
      user: nameOf(fields[user]),
      item: nameOf(fields[item]),
      timeMs: time === undefined ? undefined : parseTime(timeText),
      value: value === undefined ? undefined : parseNumber(valueText),
      timeText,
      valueText,
    },
    line,
  );
}

function nameOf(field = ''): string {
  return isMissing(field) ? '' : field;
}
