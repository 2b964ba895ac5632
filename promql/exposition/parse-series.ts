import { decodeText, unescapeText } from './decode-text.ts';
import type { LabelPairs } from './exposition-reader.ts';

export type ParsedSeries = { readonly labels: LabelPairs } | { readonly message: string };

const metricName = /[a-zA-Z_:][a-zA-Z0-9_:]*/y;
const labelName = /[a-zA-Z_][a-zA-Z0-9_]*/y;
const quoted = /"((?:\\.|[^\\"])*)"/y;
const space = /[ \t]*/y;

/**
 * Reads the labels of a series as an exposition writes it (`name{label="value"}`, or `{"a name",label="value"}` with
 * UTF-8 names), one character for each byte. Empty values are omitted, since they mean the same as an absent label.
 */
export function parseSeries(text: string): ParsedSeries {
  const scanner = new SeriesScanner(text);
  try {
    const pairs = scanner.read();
    pairs.sort(([one], [other]) => (one < other ? -1 : 1));
    const repeated = pairs.find(([name], index) => pairs[index - 1]?.[0] === name);
    if (repeated !== undefined) return { message: `the label ${repeated[0]} stands twice` };
    return { labels: pairs.filter(([, value]) => value !== '') };
  } catch (error) {
    if (error instanceof SeriesRefused) return { message: error.message };
    throw error;
  }
}

/** The labels of an exemplar, written in braces and without a metric's name. */
export function parseExemplarLabels(text: string): ParsedSeries {
  const parsed = parseSeries(`exemplar${text}`);
  if ('message' in parsed) return parsed;
  return { labels: parsed.labels.filter(([name]) => name !== '__name__') };
}

class SeriesRefused extends Error {}

class SeriesScanner {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  read(): [string, string][] {
    const pairs: [string, string][] = [];
    const name = this.#match(metricName);
    if (name !== undefined) pairs.push(['__name__', name]);
    this.#match(space);
    if (this.#take('{')) this.#readBraces(pairs);
    if (this.#at < this.#text.length) throw new SeriesRefused(`unexpected ${this.#found()} after the labels`);
    if (!pairs.some(([label]) => label === '__name__')) throw new SeriesRefused('the metric has no name');
    return pairs;
  }

  #readBraces(pairs: [string, string][]): void {
    for (;;) {
      this.#match(space);
      if (this.#take('}')) return;
      this.#readLabel(pairs);
      this.#match(space);
      if (this.#take(',')) continue;
      if (this.#take('}')) return;
      throw new SeriesRefused(`expected a comma or the closing brace, found ${this.#found()}`);
    }
  }

  #readLabel(pairs: [string, string][]): void {
    const plain = this.#match(labelName);
    const name = plain ?? this.#quotedText('name');
    if (name === undefined || name === '')
      throw new SeriesRefused(`expected a label's name, found ${this.#found()}`);
    this.#match(space);
    if (!this.#take('=')) {
      if (plain !== undefined) throw new SeriesRefused(`expected = after the label ${plain}`);
      pairs.push(['__name__', name]);
      return;
    }
    this.#match(space);
    const value = this.#quotedText('value');
    if (value === undefined)
      throw new SeriesRefused(`expected the quoted value of ${name}, found ${this.#found()}`);
    pairs.push([name, value]);
  }

  #quotedText(what: string): string | undefined {
    const start = this.#at;
    if (this.#match(quoted) === undefined) return undefined;
    const text = decodeText(this.#text.slice(start + 1, this.#at - 1));
    if (text === undefined) throw new SeriesRefused(`a label's ${what} is not UTF-8`);
    return unescapeText(text);
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    if (found !== undefined) this.#at += found.length;
    return found;
  }

  #take(character: string): boolean {
    if (this.#text[this.#at] !== character) return false;
    this.#at += 1;
    return true;
  }

  #found(): string {
    const character = this.#text[this.#at];
    return character === undefined ? 'the end' : JSON.stringify(character);
  }
}
