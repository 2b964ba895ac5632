import { describe, expect, it } from 'vitest';
import { PromqlError } from '../promql-error.ts';
import { Labels } from '../series/labels.ts';
import { type Matcher, matchesAll } from '../series/matcher.ts';
import type { Queryable } from '../series/queryable.ts';
import { evaluateInstant, evaluateRange } from './evaluate.ts';

/** `count` series with a sample each second from 0 to 100 s. */
function storeOf(count: number): Queryable {
  const timestamps = Float64Array.from({ length: 101 }, (_, index) => index * 1000);
  const values = Float64Array.from(timestamps, (timeMs) => timeMs / 1000);
  const blocks = Array.from({ length: count }, (_, index) => ({
    labels: Labels.of({ __name__: 'busy', pod: String(index) }),
    timestamps,
    values,
  }));
  return {
    select: (matchers: readonly Matcher[]) => blocks.filter(({ labels }) => matchesAll(matchers, labels)),
  };
}

function refusalOf(work: () => unknown): PromqlError {
  try {
    work();
  } catch (error) {
    if (error instanceof PromqlError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

const range = { startMs: 0, endMs: 100_000, stepMs: 1000 };

describe('a query', () => {
  it('is refused before it holds too many samples', () => {
    const { kind, message } = refusalOf(() =>
      evaluateRange('busy', storeOf(20), { ...range, maxSamples: 1000 }),
    );
    expect(kind).toBe('limit');
    expect(message).toMatch(/too many samples.*more than 1000/);
  });

  it('is refused when a subquery has more steps than the limit', () => {
    const bomb = 'sum_over_time(busy[1000d:1ms])';
    expect(refusalOf(() => evaluateInstant(bomb, storeOf(1), { timeMs: 1e12 })).kind).toBe('limit');
  });

  it.each(['1', 'time()', 'busy', 'vector(1) + busy'])(
    'with more steps than the limit is refused: %s',
    (query) => {
      const steps = { startMs: 0, endMs: 1e13, stepMs: 1 };
      expect(refusalOf(() => evaluateRange(query, storeOf(1), steps)).kind).toBe('limit');
    },
  );

  it('is refused when it doubles a label value again and again', () => {
    const bomb = `${'label_join('.repeat(40)}busy${', "pod", "", "pod", "pod")'.repeat(40)}`;
    expect(refusalOf(() => evaluateInstant(bomb, storeOf(1), { timeMs: 0 })).message).toMatch(
      /65536 characters/,
    );
  });

  it('is refused when it selects too many series', () => {
    const { message } = refusalOf(() => evaluateInstant('busy', storeOf(20), { timeMs: 0, maxSeries: 10 }));
    expect(message).toMatch(/touch 20 series, and at most 10/);
  });

  it('ends at its timeout', () => {
    let clock = 0;
    const now = (): number => {
      clock += 50;
      return clock;
    };
    const options = { ...range, timeoutMs: 100, now };
    expect(refusalOf(() => evaluateRange('sum(busy) + sum(busy)', storeOf(5), options)).kind).toBe('timeout');
  });

  it('ends when its signal is aborted', () => {
    const signal = AbortSignal.abort();
    expect(refusalOf(() => evaluateRange('busy', storeOf(1), { ...range, signal })).kind).toBe('canceled');
  });

  it('gives the position of each annotation', () => {
    const { infos, warnings } = evaluateInstant(
      '1 +\n sum(quantile_over_time(2, busy[10s])) + sum(rate(busy[10s]))',
      storeOf(1),
      {
        timeMs: 50_000,
      },
    );
    expect(warnings).toEqual(['PromQL warning: quantile value should be between 0 and 1, got 2 (2:25)']);
    expect(infos).toEqual([
      'PromQL info: metric might not be a counter, name does not end in _total/_sum/_count/_bucket: "busy" (2:51)',
    ]);
  });

  it('removes metric names in each operation, or at the end with delayed name removal', () => {
    const query = 'label_replace(-busy, "was", "$1", "__name__", "(.*)")';
    const labelsOf = (delayedNameRemoval: boolean): unknown => {
      const { value } = evaluateInstant(query, storeOf(1), { timeMs: 0, delayedNameRemoval });
      return value.kind === 'vector' ? value.samples[0]?.labels.toRecord() : undefined;
    };
    expect(labelsOf(false)).toEqual({ pod: '0' });
    expect(labelsOf(true)).toEqual({ pod: '0', was: 'busy' });
  });

  it('returns a sorted matrix for a range, and a vector for one time', () => {
    const { value } = evaluateRange('busy * 2', storeOf(3), { startMs: 1000, endMs: 3000, stepMs: 1000 });
    if (value.kind !== 'matrix') throw new Error('no matrix');
    expect(value.series.map(({ labels }) => labels.get('pod'))).toEqual(['0', '1', '2']);
    expect([...(value.series[0]?.values ?? [])]).toEqual([2, 4, 6]);
    expect(evaluateInstant('time()', storeOf(0), { timeMs: 1500 }).value).toEqual({
      kind: 'scalar',
      timestampMs: 1500,
      value: 1.5,
    });
  });
});
