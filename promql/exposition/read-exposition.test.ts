import { Counter, exponentialBuckets, Histogram, Registry, Summary } from 'prom-client';
import { describe, expect, it } from 'vitest';
import type { ExposedExemplar, ExpositionFormat, MetricMetadata } from './exposition-reader.ts';
import { parseSeries } from './parse-series.ts';
import { readExposition } from './read-exposition.ts';

interface Read {
  readonly samples: {
    series: string;
    value: number;
    timestampMs: number | null;
    exemplar: ExposedExemplar | null;
  }[];
  readonly metadata: MetricMetadata[];
  readonly problems: string[];
}

function read(text: string | Uint8Array, format: ExpositionFormat = 'text'): Read {
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text;
  const result: Read = { samples: [], metadata: [], problems: [] };
  readExposition(bytes, format, {
    sample: ({ series, value, timestampMs, exemplar }) =>
      result.samples.push({ series, value, timestampMs, exemplar }),
    metadata: (metadata) => result.metadata.push(metadata),
    problem: ({ line, message }) => result.problems.push(`${line}: ${message}`),
  });
  return result;
}

const readValue = (text: string) => read(`m ${text}\n`).samples[0]?.value;

describe('values', () => {
  it.each([
    ['0', 0],
    ['-0', -0],
    ['1.5', 1.5],
    ['.5', 0.5],
    ['5.', 5],
    ['+3', 3],
    ['123456789012345', 123456789012345],
    ['0.1', 0.1],
    ['0.30000000000000004', 0.30000000000000004],
    ['1.7976931348623157e308', Number.MAX_VALUE],
    ['5e-324', 5e-324],
    ['1E3', 1000],
    ['+Inf', Infinity],
    ['-inf', -Infinity],
    ['Infinity', Infinity],
    ['NaN', Number.NaN],
    ['nan', Number.NaN],
  ])('reads %s', (text, value) => expect(readValue(text)).toBe(value));

  it.each(['0x10', '0b1', '1_000', '1e', '.', '-', '--1', '1e999', 'Inf1', '-NaN', '1,5', 'true', '１'])(
    'refuses %s',
    (text) => expect(read(`m ${text}\n`).problems).toHaveLength(1),
  );

  it('rounds as JavaScript does, for every notation of a decimal', () => {
    for (let index = 0; index < 2_000; index += 1) {
      const text = String(Math.sin(index) * 10 ** ((index % 40) - 20));
      expect(readValue(text)).toBe(Number(text));
    }
  });
});

describe('lines of the text format', () => {
  it('may have spaces between parts, a timestamp in milliseconds, and no final newline', () => {
    const { samples, problems } = read('\n  a  1\nb {x="1"}\t2 1700000000123 \nc{x="}"}3 -5');
    expect(problems).toEqual([]);
    expect(samples.map(({ series, value, timestampMs }) => [series, value, timestampMs])).toEqual([
      ['a', 1, null],
      ['b {x="1"}', 2, 1700000000123],
      ['c{x="}"}', 3, -5],
    ]);
  });

  it('are reported when they cannot be read, and the others are kept', () => {
    const { samples, problems } = read(
      [
        'good 1',
        'bad',
        'bad{a="b" 1',
        'bad 1 2 3',
        'bad 1 1.5',
        'also_good{a="b"} 2',
        'crlf 1\r',
        '# TYPE x what',
        '',
      ].join('\n'),
    );
    expect(samples.map(({ series }) => series)).toEqual(['good', 'also_good{a="b"}']);
    expect(problems).toEqual([
      '2: the value is missing',
      '3: the braces are not closed',
      '4: unexpected "3"',
      '5: the timestamp is no whole number of milliseconds: "1.5"',
      '7: the value is no number: "1\\r"',
      '8: there is no metric type "what"',
    ]);
  });

  it('include metadata of families, and comments that are skipped', () => {
    const { metadata, problems } = read(
      '# HELP a_total Line\\none \\\\ "quoted"\n# TYPE a_total counter\n#TYPE b gauge\n# remark\n# TYPE "a.b" untyped\n# HELP c\n',
    );
    expect(problems).toEqual([]);
    expect(metadata).toEqual([
      { metric: 'a_total', help: 'Line\none \\ "quoted"' },
      { metric: 'a_total', type: 'counter' },
      { metric: 'a.b', type: 'unknown' },
      { metric: 'c', help: '' },
    ]);
  });

  it('are read in linear time', () => {
    const body = `m{a="${'x'.repeat(2_000_000)}"} 1\n`.repeat(4);
    expect(read(body).samples).toHaveLength(4);
  });
});

describe('series', () => {
  const labelsOf = (text: string) => {
    const parsed = parseSeries(Buffer.from(text, 'utf8').toString('latin1'));
    return 'labels' in parsed ? Object.fromEntries(parsed.labels) : parsed.message;
  };

  it.each([
    ['m', { __name__: 'm' }],
    ['m{}', { __name__: 'm' }],
    ['m{b="2",a="1",}', { __name__: 'm', a: '1', b: '2' }],
    ['m { a = "1" , b = "2" }', { __name__: 'm', a: '1', b: '2' }],
    ['m{a="\\"\\\\\\n\\t}"}', { __name__: 'm', a: '"\\\n\\t}' }],
    ['m{a=""}', { __name__: 'm' }],
    ['{"a.b"}', { __name__: 'a.b' }],
    ['{"größe","läng.e"="ü",x="1"}', { __name__: 'größe', 'läng.e': 'ü', x: '1' }],
    [':m:', { __name__: ':m:' }],
  ])('reads %s', (text, labels) => expect(labelsOf(text)).toEqual(labels));

  it.each([
    ['{a="1"}', 'the metric has no name'],
    ['m{"n"}', 'the label __name__ stands twice'],
    ['m{a="1",a="2"}', 'the label a stands twice'],
    ['m{a}', 'expected = after the label a'],
    ['m{a=1}', 'expected the quoted value of a, found "1"'],
    ['m{1="a"}', 'expected a label\'s name, found "1"'],
    ['m{a="1" b="2"}', 'expected a comma or the closing brace, found "b"'],
    ['m{,}', 'expected a label\'s name, found ","'],
    ['a.b', 'unexpected "." after the labels'],
  ])('refuses %s', (text, message) => expect(labelsOf(text)).toBe(message));

  it('refuses bytes that are not UTF-8', () => {
    expect(parseSeries('m{a="\xff"}')).toEqual({ message: "a label's value is not UTF-8" });
  });
});

describe('OpenMetrics', () => {
  it('reads exemplars, seconds, units and the end', () => {
    const { samples, metadata, problems } = read(
      [
        '# HELP http_seconds Time.',
        '# TYPE http_seconds histogram',
        '# UNIT http_seconds seconds',
        'http_seconds_bucket{le="0.5"} 3 1700000000.5 # {trace_id="abc"} 0.31 1699999999.25',
        'http_seconds_bucket{le="+Inf"} 4 # {} 0.7',
        'http_seconds_created 1700000000.123',
        '# EOF',
        '',
      ].join('\n'),
      'openmetrics',
    );
    expect(problems).toEqual([]);
    expect(metadata.at(-1)).toEqual({ metric: 'http_seconds', unit: 'seconds' });
    expect(samples).toEqual([
      {
        series: 'http_seconds_bucket{le="0.5"}',
        value: 3,
        timestampMs: 1700000000500,
        exemplar: { labels: [['trace_id', 'abc']], value: 0.31, timestampMs: 1699999999250 },
      },
      {
        series: 'http_seconds_bucket{le="+Inf"}',
        value: 4,
        timestampMs: null,
        exemplar: { labels: [], value: 0.7, timestampMs: null },
      },
      { series: 'http_seconds_created', value: 1700000000.123, timestampMs: null, exemplar: null },
    ]);
  });

  it('requires single spaces, no empty lines, no carriage returns, and the EOF line at the end', () => {
    const { samples, problems } = read(
      'a  1\n\nb 1\r\nc 1\n# remark\n# TYPE x untyped\n# EOF\nd 1\n',
      'openmetrics',
    );
    expect(samples.map(({ series }) => series)).toEqual(['c']);
    expect(problems.map((problem) => Number.parseInt(problem, 10))).toEqual([1, 2, 3, 5, 6, 8]);
    expect(read('a 1\n', 'openmetrics').problems).toEqual(['2: the exposition does not end with # EOF']);
  });

  it('refuses invalid timestamps, and units that are not the suffix of the name', () => {
    const { problems } = read('a 1 NaN\nb 1 1e300\nc 1 # {a="b"}\n# UNIT d seconds\n# EOF\n', 'openmetrics');
    expect(problems).toHaveLength(4);
  });
});

describe('the output of client libraries', () => {
  it('is read completely from prom-client, in both formats', async () => {
    for (const format of ['text', 'openmetrics'] as const) {
      const registry = new Registry<typeof Registry.OPENMETRICS_CONTENT_TYPE>();
      if (format === 'openmetrics') registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE);
      const registers = [registry];
      const help = 'What "it" is, in\nlines \\ with escapes.';
      new Counter({ name: 'things_total', help, labelNames: ['path'], registers }).inc(
        { path: 'a"b\\c\nd' },
        3,
      );
      const buckets = exponentialBuckets(0.001, 2, 20);
      const labelNames = ['code'];
      const histogram = new Histogram({ name: 'took_seconds', help, buckets, labelNames, registers });
      for (let index = 0; index < 50; index += 1) histogram.observe({ code: '200' }, index / 100);
      new Summary({ name: 'sized_bytes', help, percentiles: [0.5, 0.99], registers }).observe(7);
      const { samples, problems } = read(await registry.metrics(), format);
      expect(problems).toEqual([]);
      expect(samples).toHaveLength(1 + 20 + 3 + 4);
      expect(samples[0]?.value).toBe(3);
      const parsed = parseSeries(samples[0]?.series ?? '');
      expect(parsed).toEqual({
        labels: [
          ['__name__', 'things_total'],
          ['path', 'a"b\\c\nd'],
        ],
      });
    }
  });

  it('is read completely from a program in Go', () => {
    const { samples, problems } = read(
      [
        '# HELP go_gc_duration_seconds A summary of the wall-time pause.',
        '# TYPE go_gc_duration_seconds summary',
        'go_gc_duration_seconds{quantile="0"} 3.1208e-05',
        'go_gc_duration_seconds{quantile="1"} 0.000273541',
        'go_gc_duration_seconds_sum 0.004017085',
        'go_gc_duration_seconds_count 42',
        '# TYPE go_memstats_alloc_bytes gauge',
        'go_memstats_alloc_bytes 1.2582912e+07',
        '# TYPE process_virtual_memory_max_bytes gauge',
        'process_virtual_memory_max_bytes 1.8446744073709552e+19',
        '# TYPE last_seen_seconds gauge',
        'last_seen_seconds{peer=""} NaN',
        '',
      ].join('\n'),
    );
    expect(problems).toEqual([]);
    expect(samples.map(({ value }) => value)).toEqual([
      3.1208e-5,
      0.000273541,
      0.004017085,
      42,
      12582912,
      1.8446744073709552e19,
      Number.NaN,
    ]);
  });
});
