import { describe, expect, it } from 'vitest';
import { Labels } from '../series/labels.ts';
import { Matcher } from '../series/matcher.ts';
import { SeriesStore } from './series-store.ts';

const always = { startMs: -8e15, endMs: 8e15 };
const named = (name: string) => [new Matcher('__name__', '=', name)];

describe('exemplars', () => {
  const exemplarOf = (traceId: string, timestampMs: number) => ({
    labels: Labels.of({ trace_id: traceId }),
    value: 1,
    timestampMs,
  });

  it('are kept once each, in order, up to the capacity', () => {
    const store = new SeriesStore({ mostExemplars: 3 });
    const series = store.seriesOf(Labels.of({ __name__: 'm' }));
    if (series === null) throw new Error('the store has no room for the series');
    expect(store.appendExemplar(series, exemplarOf('a', 1))).toBe('stored');
    expect(store.appendExemplar(series, exemplarOf('a', 1))).toBe('same');
    expect(store.appendExemplar(series, exemplarOf('b', 1))).toBe('out-of-order');
    expect(store.appendExemplar(series, exemplarOf('x'.repeat(121), 2))).toBe('too-long');
    for (let time = 2; time <= 5; time += 1) store.appendExemplar(series, exemplarOf(String(time), time));
    const [found] = store.exemplars(named('m'), always);
    expect(found?.exemplars.map(({ timestampMs }) => timestampMs)).toEqual([3, 4, 5]);
    expect(store.exemplars(named('m'), { startMs: 4, endMs: 4 })[0]?.exemplars).toHaveLength(1);
    expect(store.exemplars(named('other'), always)).toEqual([]);
  });
});
