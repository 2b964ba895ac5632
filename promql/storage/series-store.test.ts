import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Labels } from '../series/labels.ts';
import { Matcher, type MatcherOperator } from '../series/matcher.ts';
import { isStaleAt, wordsOf } from '../series/stale-marker.ts';
import { SeriesStore, type SeriesStoreOptions } from './series-store.ts';
import type { StoredSeries } from './stored-series.ts';

const always = { startMs: -8e15, endMs: 8e15 };
const named = (name: string) => [new Matcher('__name__', '=', name)];

function seriesIn(store: SeriesStore, labels: Record<string, string>): StoredSeries {
  const series = store.seriesOf(Labels.of(labels));
  if (series === null) throw new Error('the store has no room for the series');
  return series;
}

function samplesOf(store: SeriesStore, name: string, range = always): [number, number | 'stale'][] {
  return store.select(named(name), range).flatMap(({ timestamps, values }) => {
    const words = wordsOf(values);
    return Array.from(timestamps, (time, index): [number, number | 'stale'] => [
      time,
      isStaleAt(words, index) ? 'stale' : (values[index] as number),
    ]);
  });
}

const filled = (samples: readonly (readonly [number, number])[], options: SeriesStoreOptions = {}) => {
  const store = new SeriesStore(options);
  const series = seriesIn(store, { __name__: 'm' });
  const outcomes = samples.map(([time, value]) => store.append(series, time, value));
  return { store, series, outcomes };
};

describe('samples', () => {
  const interestingValue = fc.oneof(
    fc.double(),
    fc.integer({ min: -300, max: 300 }),
    fc.integer(),
    fc.constantFrom(0, -0, 1, 2 ** 53, 2 ** 53 + 2, -(2 ** 31), 2 ** 32, Infinity, Number.NaN, 5e-324),
  );
  const interval = fc.oneof(
    fc.constantFrom(1, 15_000, 15_000, 15_000, 14_990, 15_200, 60_000),
    fc.integer({ min: 1, max: 10_000_000_000 }),
  );
  const run = fc.tuple(
    fc.integer({ min: 1, max: 600 }),
    interval,
    interestingValue,
    fc.integer({ min: -3, max: 3 }),
  );

  it('are read exactly as they were appended, for any values', () => {
    fc.assert(
      fc.property(fc.array(run, { maxLength: 12 }), (runs) => {
        const samples: [number, number][] = [];
        let time = 1_700_000_000_000;
        for (const [count, step, first, slope] of runs)
          for (let index = 0; index < count; index += 1) {
            time += step;
            samples.push([time, first + slope * index]);
          }
        const { store } = filled(samples, { retentionMs: Infinity });
        expect(samplesOf(store, 'm')).toEqual(samples);
      }),
      { numRuns: 200 },
    );
  });

  it('are cut to the range, both ends included', () => {
    const { store } = filled(Array.from({ length: 1_000 }, (_, index) => [index * 10, index % 7]));
    fc.assert(
      fc.property(
        fc.integer({ min: -50, max: 10_100 }),
        fc.integer({ min: 0, max: 3_000 }),
        (startMs, length) => {
          const times = samplesOf(store, 'm', { startMs, endMs: startMs + length }).map(([time]) => time);
          const expected = Array.from({ length: 1_000 }, (_, index) => index * 10).filter(
            (time) => time >= startMs && time <= startMs + length,
          );
          expect(times).toEqual(expected);
        },
      ),
    );
  });

  it('end with a single stale marker, and continue with the next sample', () => {
    const { store, series } = filled([
      [1, 5],
      [2, 5],
    ]);
    expect(store.appendStale(series, 3)).toBe('stored');
    expect(store.appendStale(series, 4)).toBe('same');
    store.append(series, 5, 5);
    store.append(series, 6, 5);
    expect(samplesOf(store, 'm')).toEqual([
      [1, 5],
      [2, 5],
      [3, 'stale'],
      [5, 5],
      [6, 5],
    ]);
  });

  it('take two bytes a chunk when constant, and one or two each for a counter', () => {
    const bytesOf = (valueAt: (index: number) => number) => {
      const { store } = filled(
        Array.from({ length: 24_000 }, (_, index) => [index * 15_000, valueAt(index)]),
        { slabBytes: 1_024, retentionMs: Infinity },
      );
      return store.counts().bytes / 24_000;
    };
    expect(bytesOf(() => 42)).toBeLessThan(0.4);
    expect(bytesOf((index) => index * 3)).toBeLessThan(0.4);
    expect(bytesOf((index) => index * 3 + (index % 5))).toBeLessThan(2.5);
    expect(bytesOf((index) => Math.sin(index))).toBeLessThan(10);
  });
});

describe('a selection', () => {
  it('is refused before it decodes more samples than its limit', () => {
    const { store } = filled(Array.from({ length: 1_000 }, (_, index) => [index * 15_000, index]));
    expect(store.selectAtMost(named('m'), always, 1_000)).toHaveLength(1);
    expect(() => store.selectAtMost(named('m'), always, 999)).toThrow('too many samples');
    const late = { startMs: 900 * 15_000, endMs: 1e15 };
    expect(store.selectAtMost(named('m'), late, 300)[0]?.timestamps).toHaveLength(100);
  });
});

describe('order', () => {
  it('refuses samples older than the latest one, and another value for the same time', () => {
    const { outcomes, store } = filled([
      [10, 1],
      [10, 1],
      [10, 2],
      [9, 1],
      [11, 1],
    ]);
    expect(outcomes).toEqual(['stored', 'same', 'duplicate', 'out-of-order', 'stored']);
    expect(store.counts().refused).toEqual({ duplicate: 1, 'out-of-order': 1, 'too-old': 0, removed: 0 });
    expect(samplesOf(store, 'm')).toEqual([
      [10, 1],
      [11, 1],
    ]);
  });

  it('sorts late samples within the window, and refuses older ones', () => {
    const late: [number, number][] = [
      [100, 1],
      [95, 2],
      [90, 3],
      [95, 9],
      [89, 4],
      [110, 5],
      [97, 6],
    ];
    const { outcomes, store } = filled(late, { outOfOrderWindowMs: 15 });
    expect(outcomes).toEqual(['stored', 'stored', 'stored', 'duplicate', 'stored', 'stored', 'stored']);
    expect(samplesOf(store, 'm')).toEqual([
      [89, 4],
      [90, 3],
      [95, 2],
      [97, 6],
      [100, 1],
      [110, 5],
    ]);
    expect(samplesOf(store, 'm', { startMs: 90, endMs: 97 })).toEqual([
      [90, 3],
      [95, 2],
      [97, 6],
    ]);
    expect(
      filled(
        [
          [100, 1],
          [84, 1],
        ],
        { outOfOrderWindowMs: 15 },
      ).outcomes,
    ).toEqual(['stored', 'too-old']);
  });
});

describe('retention', () => {
  it('evicts samples by age, and series without samples', () => {
    const store = new SeriesStore({ retentionMs: 100_000, slabBytes: 1_024 });
    const old = seriesIn(store, { __name__: 'old' });
    store.append(old, 1_000, 1);
    const live = seriesIn(store, { __name__: 'live' });
    for (let time = 1_000; time <= 500_000; time += 100) store.append(live, time, Math.sin(time));
    store.maintain(500_000);
    expect(samplesOf(store, 'old')).toEqual([]);
    expect(samplesOf(store, 'live')[0]).toEqual([400_000, Math.sin(400_000)]);
    expect(store.counts().series).toBe(1);
    expect(store.append(old, 500_000, 2)).toBe('removed');
    expect(store.append(seriesIn(store, { __name__: 'old' }), 500_000, 2)).toBe('stored');
    expect(store.labelValues('__name__')).toEqual(['live', 'old']);
    expect(store.append(seriesIn(store, { __name__: 'new' }), 399_999, 2)).toBe('too-old');
  });

  it('keeps the size within its limit, and keeps the latest samples', () => {
    const store = new SeriesStore({ mostBytes: 64 * 1_024, slabBytes: 8 * 1_024, retentionMs: Infinity });
    const series = seriesIn(store, { __name__: 'm' });
    for (let time = 1; time <= 100_000; time += 1) {
      store.append(series, time, Math.sin(time));
      if (time % 1_000 === 0) {
        store.maintain(time);
        expect(store.counts().bytes).toBeLessThan(80 * 1_024);
      }
    }
    const samples = samplesOf(store, 'm');
    expect(samples.at(-1)).toEqual([100_000, Math.sin(100_000)]);
    expect(samples.length).toBeGreaterThan(5_000);
    expect(samples).toEqual(
      Array.from({ length: samples.length }, (_, index) => {
        const time = 100_000 - samples.length + 1 + index;
        return [time, Math.sin(time)];
      }),
    );
  });

  it('refuses series beyond the limit, and accepts new ones once others are evicted', () => {
    const store = new SeriesStore({ mostSeries: 2, retentionMs: 1_000 });
    for (const name of ['a', 'b']) store.append(seriesIn(store, { __name__: name }), 1, 1);
    expect(store.seriesOf(Labels.of({ __name__: 'c' }))).toBeNull();
    expect(store.counts().seriesRefused).toBe(1);
    store.maintain(10_000);
    expect(store.seriesOf(Labels.of({ __name__: 'c' }))).not.toBeNull();
  });
});

describe('matchers', () => {
  const store = new SeriesStore();
  const labelSets: Record<string, string>[] = [];
  for (const job of ['api', 'web', ''])
    for (const code of ['200', '404', '500', '']) labelSets.push({ __name__: 'requests', job, code });
  labelSets.push({ __name__: 'up', job: 'api' }, { 'größe.x': 'a\nb' });
  for (const labels of labelSets) store.append(seriesIn(store, labels), 1, 1);

  it.each<[string, MatcherOperator, string][]>([
    [['job', '=', 'api']],
    [['job', '=', '']],
    [['job', '!=', '']],
    [['job', '!=', 'api']],
    [['job', '=~', 'api|web']],
    [['job', '=~', 'a.*|']],
    [['job', '=~', '.*']],
    [['job', '=~', '.+']],
    [['job', '!~', '.+']],
    [['job', '!~', 'a.*']],
    [['job', '=~', 'ap']],
    [['nowhere', '=', '']],
    [['nowhere', '!=', '']],
    [['größe.x', '=~', 'a.b']],
    [
      ['code', '=~', '[45]..'],
      ['job', '!=', 'web'],
      ['__name__', '=', 'requests'],
    ],
    [
      ['code', '=~', '[45]..'],
      ['job', '=', ''],
    ],
  ] as [string, MatcherOperator, string][][])(
    'find by %j what a scan of every series finds',
    (...written) => {
      const matchers = (written as unknown as [string, MatcherOperator, string][]).map(
        ([name, operator, value]) => new Matcher(name, operator, value),
      );
      const expected = labelSets
        .map((labels) => Labels.of(labels))
        .filter((labels) => matchers.every((matcher) => matcher.matches(labels.get(matcher.name))));
      const keys = store.find(matchers, always).map(({ key }) => key);
      expect(keys.sort()).toEqual(expected.map(({ key }) => key).sort());
    },
  );

  it('list names and values, of all series or of the matching ones', () => {
    expect(store.labelNames()).toEqual(['__name__', 'code', 'größe.x', 'job']);
    expect(store.labelNames(named('up'))).toEqual(['__name__', 'job']);
    expect(store.labelValues('code')).toEqual(['200', '404', '500']);
    expect(store.labelValues('job', named('up'))).toEqual(['api']);
    expect(store.labelValues('job', [], { startMs: 5, endMs: 9 })).toEqual([]);
  });
});
