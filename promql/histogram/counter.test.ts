import { describe, expect, it } from 'vitest';
import { classicPartOf, fromClassic } from './classic-conversion.ts';
import { noteText } from './histogram-note.ts';
import { histogramIncrease, histogramStep } from './increase.ts';
import { parseHistogramLiteral } from './literal.ts';
import { isReset } from './reset-detection.ts';
import { detectedHint, storedHint } from './stored-hints.ts';
import { histogramProblem } from './validate.ts';

const read = (text: string) => parseHistogramLiteral(text).histogram;

describe('a reset', () => {
  it.each([
    ['a count that fell', '{{count:3 buckets:[3]}}', '{{count:4 buckets:[4]}}', true],
    ['one bucket that fell', '{{count:5 buckets:[1 4]}}', '{{count:4 buckets:[2 2]}}', true],
    ['a populated bucket that vanished', '{{count:5 buckets:[5]}}', '{{count:4 buckets:[3 1]}}', true],
    ['an empty bucket that vanished', '{{count:5 buckets:[5]}}', '{{count:4 buckets:[4 0]}}', false],
    ['a finer schema', '{{schema:1 count:5 buckets:[5]}}', '{{count:4 buckets:[4]}}', true],
    ['a coarser schema', '{{schema:0 count:5 buckets:[2 3]}}', '{{schema:1 count:4 buckets:[2 1 1]}}', false],
    [
      'a narrower zero bucket',
      '{{count:5 z_bucket:5 z_bucket_w:0.1}}',
      '{{count:4 z_bucket:4 z_bucket_w:0.5}}',
      true,
    ],
    [
      'a wider zero bucket',
      '{{count:5 z_bucket:5 z_bucket_w:1}}',
      '{{count:4 z_bucket:1 z_bucket_w:0.5 buckets:[3]}}',
      false,
    ],
    [
      'a zero bucket that cuts another',
      '{{count:5 z_bucket:5 z_bucket_w:0.7}}',
      '{{count:4 buckets:[4]}}',
      true,
    ],
    [
      'custom buckets after exponential ones',
      '{{schema:-53 count:5 custom_values:[1] buckets:[5]}}',
      '{{count:4 buckets:[4]}}',
      true,
    ],
    [
      'more custom boundaries',
      '{{schema:-53 count:5 custom_values:[1 2] buckets:[2 3]}}',
      '{{schema:-53 count:4 custom_values:[2] buckets:[4]}}',
      false,
    ],
    ['a hint of none', '{{count:1 counter_reset_hint:not_reset}}', '{{count:4}}', false],
    ['a hint of one', '{{count:9 counter_reset_hint:reset}}', '{{count:4}}', true],
  ])('%s', (_, current, previous, expected) => {
    expect(isReset(read(current), read(previous))).toBe(expected);
  });
});

describe('the increase of a counter', () => {
  it('continues over counter resets', () => {
    const samples = [
      '{{count:4 sum:8 buckets:[4]}}',
      '{{count:7 sum:13 buckets:[7]}}',
      '{{count:2 sum:3 buckets:[2]}}',
    ];
    const { histogram, notes } = histogramIncrease(samples.map(read), 'counter');
    expect(histogram).toMatchObject({ count: 5, sum: 8, positiveBuckets: [5], counterResetHint: 'gauge' });
    expect(notes).toEqual([]);
  });

  it('ignores a first sample before a reset, whatever its buckets', () => {
    const samples = [
      '{{schema:-53 count:1 custom_values:[3] buckets:[1]}}',
      '{{count:1 buckets:[1]}}',
      '{{count:3 buckets:[3]}}',
    ];
    expect(histogramIncrease(samples.map(read), 'counter')).toMatchObject({
      histogram: { count: 3 },
      notes: [],
    });
  });

  it('is undefined for mixed bucket types', () => {
    const samples = [
      '{{count:1 buckets:[1]}}',
      '{{schema:-53 count:1 custom_values:[3] buckets:[1]}}',
      '{{count:3 buckets:[3]}}',
    ];
    expect(histogramIncrease(samples.map(read), 'counter')).toEqual({ notes: ['mixed-schemas'] });
  });

  it('warns of gauges, and the change of a gauge warns of counters', () => {
    const samples = ['{{count:1 buckets:[1] counter_reset_hint:gauge}}', '{{count:3 buckets:[3]}}'].map(read);
    expect(histogramIncrease(samples, 'counter').notes).toEqual(['not-a-counter']);
    expect(histogramIncrease(samples, 'gauge').notes).toEqual(['not-a-gauge']);
  });
});

describe('the step between two samples', () => {
  it('is per second for a counter and absolute for a gauge', () => {
    const [previous, current] = [read('{{count:2 buckets:[2]}}'), read('{{count:8 buckets:[8]}}')];
    const options = { intervalSeconds: 3 };
    expect(histogramStep(previous, current, { ...options, kind: 'counter' })).toMatchObject({
      histogram: { count: 2 },
      notes: [],
    });
    expect(histogramStep(previous, current, { ...options, kind: 'gauge' })).toMatchObject({
      histogram: { count: 6 },
      notes: ['not-a-gauge'],
    });
    expect(
      histogramStep(current, previous, { ...options, kind: 'counter' }).histogram?.positiveBuckets,
    ).toEqual([2 / 3]);
  });
});

describe('hints', () => {
  const [small, great] = [read('{{count:2 buckets:[2]}}'), read('{{count:8 buckets:[8]}}')];

  it('are stored only within a run without resets', () => {
    expect(storedHint(small, undefined)).toBe('unknown');
    expect(storedHint(great, small)).toBe('not-reset');
    expect(storedHint(small, great)).toBe('unknown');
    expect(storedHint({ ...great, counterResetHint: 'reset' }, small)).toBe('unknown');
    expect(storedHint({ ...small, counterResetHint: 'gauge' }, great)).toBe('gauge');
    expect(storedHint({ ...great, schema: 2 }, small)).toBe('unknown');
  });

  it('are computed by a reader that knows the previous sample', () => {
    expect(detectedHint(small, undefined)).toBe('unknown');
    expect(detectedHint(small, great)).toBe('reset');
    expect(detectedHint(great, small)).toBe('not-reset');
  });
});

describe('a classic histogram', () => {
  it('becomes one with custom buckets', () => {
    const buckets = [
      { upperBound: 2, count: 5 },
      { upperBound: 1, count: 3 },
    ];
    expect(fromClassic({ buckets, count: 9, sum: 12 })).toMatchObject({
      schema: -53,
      count: 9,
      sum: 12,
      customValues: [1, 2],
      positiveBuckets: [3, 2, 4],
    });
  });

  it.each([
    [{ buckets: [{ upperBound: 1, count: -1 }] }, 'bucket count is negative'],
    [{ buckets: [], count: -1 }, 'count is negative'],
    [
      {
        buckets: [
          { upperBound: 1, count: 3 },
          { upperBound: 2, count: 2 },
        ],
      },
      'bucket counts are not cumulative',
    ],
    [{ buckets: [{ upperBound: Infinity, count: 3 }], count: 4 }, 'count differs from the last bucket'],
  ])('is refused when inconsistent: %j', (sample, refused) => {
    expect(fromClassic(sample)).toEqual({ refused });
  });

  it('is recognized by the suffixes of its series', () => {
    expect(classicPartOf('latency_bucket')).toEqual({ part: 'bucket', base: 'latency' });
    expect(classicPartOf('latency')).toBeUndefined();
  });
});

describe('a note', () => {
  it('has the wording of Prometheus', () => {
    expect(noteText('not-a-gauge', 'x')).toEqual({
      level: 'warning',
      text: 'PromQL warning: this native histogram metric is not a gauge: "x"',
    });
    expect(noteText('quantile-is-nan', 'x').text).toMatch(/result is NaN for metric name "x"$/);
    expect(noteText('quantile-is-nan', '').text).toMatch(/result is NaN$/);
    expect(noteText('bounds-reconciled-in-addition', 'x').text).toMatch(/during addition$/);
  });
});

describe('validation', () => {
  it.each([
    ['{{count:3 buckets:[3]}}', undefined],
    ['{{schema:9}}', /schema 9/],
    ['{{count:-1}}', /count -1 is negative/],
    ['{{buckets:[-1]}}', /positive bucket/],
    ['{{schema:-53 custom_values:[2 1]}}', /ascend/],
    ['{{schema:-53 custom_values:[2] buckets:[1 1 1]}}', /too few/],
    ['{{schema:-53 z_bucket:1}}', /no zero bucket/],
    ['{{custom_values:[2]}}', /custom buckets only/],
  ])('%s', (text, problem) => {
    const found = histogramProblem(read(text));
    if (problem === undefined) expect(found).toBeUndefined();
    else expect(found).toMatch(problem);
  });
});
