import { decodeText, unescapeHelp, unescapeText } from './decode-text.ts';
import type { ExpositionFormat, MetricMetadata, MetricType } from './exposition-reader.ts';
import { type LineCursor, LineRefused } from './line-cursor.ts';

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

/** What a line that begins with # says: of a metric, or that nothing follows; `null` for a remark of the text format. */
export function readMetadata(cursor: LineCursor, format: ExpositionFormat): MetricMetadata | 'end' | null {
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
