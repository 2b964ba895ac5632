import { describe, expect, it } from 'vitest';
import { exponentialBound } from './bucket-iteration.ts';
import { histogramJson } from './histogram-json.ts';
import { histogramText } from './histogram-text.ts';
import { formatHistogramLiteral, parseHistogramLiteral } from './literal.ts';
import { apiText, generalText } from './number-text.ts';
import { expandHistograms } from './series-expansion.ts';

const read = (text: string) => parseHistogramLiteral(text).histogram;

describe('a literal', () => {
  it.each([
    '{{}}',
    '{{schema:1 count:3 sum:5.5 z_bucket:1 z_bucket_w:0.001 buckets:[1 0 1]}}',
    '{{count:3 sum:NaN offset:-2 buckets:[3] n_offset:4 n_buckets:[1 2]}}',
    '{{schema:-53 count:3 sum:5 custom_values:[1 2.5] counter_reset_hint:not_reset buckets:[3]}}',
    '{{count:+Inf sum:-Inf counter_reset_hint:gauge}}',
  ])('%s is printed as it is read', (text) => {
    expect(formatHistogramLiteral(read(text))).toBe(text);
  });

  it('may have its keys in any order, and most of them omitted', () => {
    const parsed = parseHistogramLiteral('x {{ buckets:[ 1  2 ] schema:2 }}x3', 2);
    expect(parsed).toMatchObject({
      end: 33,
      hasHint: false,
      histogram: { schema: 2, positiveBuckets: [1, 2] },
    });
    expect(parseHistogramLiteral('{{counter_reset_hint:unknown}}').hasHint).toBe(true);
  });

  it.each([
    ['{{schema:1', 10],
    ['{{count:x}}', 8],
    ['{{counts:1}}', 2],
    ['{{sum:1 sum:2}}', 8],
    ['{{buckets:1}}', 10],
    ['{{counter_reset_hint:maybe}}', 21],
  ])('%s is refused at %d', (text, at) => {
    expect(() => parseHistogramLiteral(text)).toThrowError(
      expect.objectContaining({ name: 'LiteralError', at }),
    );
  });
});

describe('a series of literals', () => {
  it('adds its step repeatedly', () => {
    const values = expandHistograms(read('{{count:1 buckets:[1]}}'), read('{{count:2 buckets:[0 2]}}'), {
      times: 2,
      sign: '+',
    });
    expect(values.map((value) => [value.count, value.positiveBuckets])).toEqual([
      [1, [1]],
      [3, [1, 2]],
      [5, [1, 4]],
    ]);
  });

  it('subtracts its step after a minus, and refuses a coarser one', () => {
    const [base, step] = [read('{{schema:1 count:5}}'), read('{{schema:0 count:1}}')];
    expect(expandHistograms(step, base, { times: 1, sign: '-' })[1]?.count).toBe(-4);
    expect(() => expandHistograms(base, step, { times: 1, sign: '+' })).toThrow(
      /cannot merge from schema 0 to 1/,
    );
  });
});

describe('the JSON of a histogram', () => {
  const histogram = read('{{count:7 sum:2.5 z_bucket:1 z_bucket_w:0.001 buckets:[2 0 3] n_buckets:[1]}}');

  it('lists populated buckets with their limits as text', () => {
    expect(histogramJson(histogram)).toEqual({
      count: '7',
      sum: '2.5',
      buckets: [
        [1, '-1', '-0.5', '1'],
        [3, '-0.001', '0.001', '1'],
        [0, '0.5', '1', '2'],
        [0, '2', '4', '3'],
      ],
    });
    expect(histogramJson(read('{{}}'))).toEqual({ count: '0', sum: '0' });
  });

  it('is printed on one line as text', () => {
    expect(histogramText(histogram)).toBe(
      '{count:7, sum:2.5, [-1,-0.5):1, [-0.001,0.001]:1, (0.5,1]:2, (2,4]:3}',
    );
    expect(histogramText(read('{{schema:-53 count:2 custom_values:[5] buckets:[1 1]}}'))).toBe(
      '{count:2, sum:0, [-Inf,5]:1, (5,+Inf]:1}',
    );
  });
});

describe('boundaries', () => {
  it('are the powers of two with 2^schema steps between', () => {
    expect([-1, 0, 1, 3].map((index) => exponentialBound(index, 0))).toEqual([0.5, 1, 2, 8]);
    expect([0, 1, 2].map((index) => exponentialBound(index, -2))).toEqual([1, 16, 256]);
    expect([1, 2, 3, 4].map((index) => exponentialBound(index, 2))).toEqual([
      1.189207115002721,
      Math.SQRT2 - Number.EPSILON,
      1.6817928305074288,
      2,
    ]);
  });

  it('end at the largest finite number, except for the bucket of infinities', () => {
    expect(exponentialBound(1024, 0)).toBe(Number.MAX_VALUE);
    expect(exponentialBound(1025, 0)).toBe(Infinity);
    expect(exponentialBound(64, -4)).toBe(Number.MAX_VALUE);
    expect(exponentialBound(-1074, 0)).toBe(Number.MIN_VALUE);
  });
});

describe('numbers', () => {
  it.each([
    [1e6, '1e+06', '1000000'],
    [0.0001, '0.0001', '0.0001'],
    [1e-7, '1e-07', '1e-07'],
    [0.000001, '1e-06', '0.000001'],
    [1.5e21, '1.5e+21', '1.5e+21'],
    [-2.5, '-2.5', '-2.5'],
  ])('%d are %s in a text and %s in the API', (value, general, api) => {
    expect([generalText(value), apiText(value)]).toEqual([general, api]);
  });
});
