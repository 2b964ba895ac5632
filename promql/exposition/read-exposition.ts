import { decodeText, unescapeHelp, unescapeText } from './decode-text.ts';
import type { ExpositionFormat, ExpositionReader, MetricMetadata, MetricType } from './exposition-reader.ts';
import { hash, LineCursor, LineRefused } from './line-cursor.ts';
import { SampleLine } from './sample-line.ts';

const lineOfText = /^#[ \t]+(HELP|TYPE)[ \t]+("(?:\\.|[^\\"])*"|[a-zA-Z_:][a-zA-Z0-9_:]*)[ \t]*(.*)$/s;

const lineOfOpenMetrics = /^# (HELP|TYPE|UNIT) ("(?:\\.|[^\\"])*"|[a-zA-Z_:][a-zA-Z0-9_:]*) (.*)$/s;

const beginsAsText = /^#[ \t]+(?:HELP|TYPE)[ \t]/;

const typesOfText: Readonly<Record<string, MetricType>> = {
  counter: 'counter',
  gauge: 'gauge',
  histogram: 'histogram',
  summary: 'summary',
  untyped: 'unknown',
};

const typesOfOpenMetrics: Readonly<Record<string, MetricType>> = {
  counter: 'counter',
  gauge: 'gauge',
  histogram: 'histogram',
  gaugehistogram: 'gaugehistogram',
  summary: 'summary',
  info: 'info',
  stateset: 'stateset',
  unknown: 'unknown',
};

/** Length to which a reported line is truncated. */
const shownCharacters = 120;

/**
 * Reads an exposition: every sample, the metadata of families, and each unreadable line with its number. An unreadable
 * line does not affect other lines (Prometheus rejects the whole scrape). Follows
 * https://prometheus.io/docs/instrumenting/exposition_formats/ and
 * https://prometheus.io/docs/specs/om/open_metrics_spec/. Native histograms are not supported, because only the
 * protobuf format has them.
 *
 * @example
 * readExposition(body, 'text', {
 *   sample: ({ series, value }) => console.log(series, value),
 *   metadata: () => undefined,
 *   problem: ({ line, message }) => console.error(`line ${line}: ${message}`),
 * });
 */
export function readExposition(bytes: Uint8Array, format: ExpositionFormat, reader: ExpositionReader): void {
  const cursor = new LineCursor(bytes);
  const sample = new SampleLine(cursor, format);
  const isStrict = format === 'openmetrics';
  let isOver = false;
  let line = 0;
  for (let next = 0; next < bytes.length; ) {
    next = cursor.enter(next);
    line += 1;
    try {
      if (isOver) throw new LineRefused('nothing may follow # EOF');
      if (!isStrict) cursor.skipBlanks();
      if (cursor.isDone) {
        if (isStrict) throw new LineRefused('OpenMetrics has no empty lines');
      } else if (cursor.bytes[cursor.at] === hash) {
        const metadata = readMetadata(cursor, format);
        if (metadata === 'end') isOver = true;
        else if (metadata !== null) reader.metadata(metadata);
      } else {
        sample.read(line);
        reader.sample(sample);
      }
    } catch (error) {
      if (!(error instanceof LineRefused)) throw error;
      reader.problem({ line, message: error.message, text: shown(cursor, next) });
    }
  }
  if (isStrict && !isOver)
    reader.problem({ line: line + 1, message: 'the exposition does not end with # EOF', text: '' });
}

function shown(cursor: LineCursor, next: number): string {
  const start = cursor.bytes.lastIndexOf(0x0a, next - 2) + 1;
  const written = cursor.text(Math.max(0, start), Math.min(cursor.end, start + shownCharacters));
  return decodeText(written) ?? written;
}

/** The content of a line that begins with #: metadata, or the end of the exposition; `null` for a comment. */
function readMetadata(cursor: LineCursor, format: ExpositionFormat): MetricMetadata | 'end' | null {
  const written = cursor.rest();
  const isStrict = format === 'openmetrics';
  if (isStrict && written === '# EOF') return 'end';
  const parts = (isStrict ? lineOfOpenMetrics : lineOfText).exec(written);
  if (parts === null) {
    if (!isStrict && !beginsAsText.test(written)) return null;
    throw new LineRefused(
      isStrict
        ? 'expected HELP, TYPE, UNIT or EOF, each part after one space'
        : "the metric's name is missing",
    );
  }
  const [, keyword = '', name = '', text = ''] = parts;
  const metric = nameOf(name);
  if (keyword === 'HELP') return { metric, help: helpOf(text, isStrict) };
  return keyword === 'UNIT' ? unitOf(metric, text) : typeOf({ metric, text, isStrict });
}

function nameOf(written: string): string {
  const name = decodeText(written.startsWith('"') ? written.slice(1, -1) : written);
  if (name === undefined || name === '') throw new LineRefused("the metric's name is no UTF-8 text");
  return unescapeText(name);
}

function helpOf(written: string, isStrict: boolean): string {
  const text = decodeText(written);
  if (text === undefined) throw new LineRefused('the help is not UTF-8');
  return isStrict ? unescapeText(text) : unescapeHelp(text);
}

function unitOf(metric: string, unit: string): MetricMetadata {
  if (unit === '' || metric.endsWith(`_${unit}`)) return { metric, unit };
  throw new LineRefused(`the metric's name does not end in its unit, _${unit}`);
}

function typeOf(line: {
  readonly metric: string;
  readonly text: string;
  readonly isStrict: boolean;
}): MetricMetadata {
  const types = line.isStrict ? typesOfOpenMetrics : typesOfText;
  const type = Object.hasOwn(types, line.text) ? types[line.text] : undefined;
  if (type === undefined) throw new LineRefused(`there is no metric type ${JSON.stringify(line.text)}`);
  return { metric: line.metric, type };
}
