import { Matcher } from '@petstore/promql';
import { SeriesStore, type SeriesStoreOptions } from '@petstore/promql/storage';
import { describe, expect, it } from 'vitest';
import { defaultScrapeLimits, type ScrapeLimits, type ScrapeTarget } from './scrape-target.ts';
import { TargetSeries } from './target-series.ts';

const target: ScrapeTarget = {
  url: 'http://127.0.0.1:1/metrics',
  pool: 'pods',
  labels: { job: 'tide', instance: '127.0.0.1:1', pod: 'tide-1' },
  intervalMs: 5_000,
  timeoutMs: 1_000,
  honorLabels: false,
};

interface Made {
  readonly target?: Partial<ScrapeTarget>;
  readonly limits?: Partial<ScrapeLimits>;
  readonly store?: SeriesStoreOptions;
}

function make(made: Made = {}) {
  const store = new SeriesStore(made.store);
  const limits = { ...defaultScrapeLimits, ...made.limits };
  const series = new TargetSeries(
    { ...target, ...made.target },
    { store, onMetadata: () => undefined },
    limits,
  );
  const ingest = (text: string, timestampMs: number) =>
    series.ingest({ body: Buffer.from(text), format: 'text' }, timestampMs);
  const read = (name: string) =>
    store
      .select([new Matcher('__name__', '=', name)], { startMs: 0, endMs: 1e15 })
      .map(({ labels, timestamps, values }) => ({
        labels: labels.toRecord(),
        samples: Array.from(timestamps, (time, index) => [time, values[index]]),
      }));
  return { store, series, ingest, read };
}

describe('an exposition', () => {
  it("gives its samples the scrape's time and the target's labels", () => {
    const { ingest, read } = make();
    expect(ingest('m{code="1"} 5\n', 100)).toEqual({ scraped: 1, added: 1, problems: [], problemCount: 0 });
    expect(ingest('m{code="1"} 6\n', 200)).toMatchObject({ scraped: 1, added: 0 });
    expect(read('m')).toEqual([
      {
        labels: { __name__: 'm', code: '1', job: 'tide', instance: '127.0.0.1:1', pod: 'tide-1' },
        samples: [
          [100, 5],
          [200, 6],
        ],
      },
    ]);
  });

  it('keeps a label of its own under another name, or instead, where the target is trusted', () => {
    const line = 'm{pod="other-1",job=""} 1\n';
    const distrusted = make();
    distrusted.ingest(line, 1);
    expect(distrusted.read('m')[0]?.labels).toMatchObject({
      pod: 'tide-1',
      exported_pod: 'other-1',
      job: 'tide',
    });
    const trusted = make({ target: { honorLabels: true } });
    trusted.ingest(line, 1);
    expect(trusted.read('m')[0]?.labels).toMatchObject({ pod: 'other-1', job: 'tide' });
  });

  it('ends a series that is gone, and begins it anew when it comes back', () => {
    const { ingest, read } = make();
    ingest('a 1\nb 1\n', 100);
    ingest('a 1\n', 200);
    ingest('a 1\nb 2\n', 300);
    expect(read('b')[0]?.samples).toEqual([
      [100, 1],
      [200, Number.NaN],
      [300, 2],
    ]);
    expect(read('a')[0]?.samples).toEqual([
      [100, 1],
      [200, 1],
      [300, 1],
    ]);
  });

  it('ends all series with the target, but not those that bear times of their own', () => {
    const { ingest, read, series } = make();
    ingest('a 1\nb 1 50\n', 100);
    series.end(200);
    expect(read('a')[0]?.samples).toEqual([
      [100, 1],
      [200, Number.NaN],
    ]);
    expect(read('b')[0]?.samples).toEqual([[50, 1]]);
  });

  it('names the lines that it cannot use, and keeps the rest', () => {
    const { ingest, read } = make({ store: { mostSeries: 2 } });
    const { scraped, problems } = ingest('a 1\nbroken\na 2\nm{x="1" y="2"} 1\nb 1\nc 1\n', 100);
    expect(scraped).toBe(5);
    expect(problems.map(({ line, message }) => [line, message])).toEqual([
      [2, 'the value is missing'],
      [3, 'the series stands twice'],
      [4, 'expected a comma or the closing brace, found "y"'],
      [6, 'there are too many series in the store already'],
    ]);
    expect([read('a'), read('b')].map(([found]) => found?.samples)).toEqual([[[100, 1]], [[100, 1]]]);
  });

  it('is refused whole when it has more samples than a target may have', () => {
    const { ingest, read } = make({ limits: { mostSamples: 2 } });
    expect(() => ingest('# HELP a b\na 1\nb 1\n\nc 1', 100)).toThrow('more than 2 samples');
    expect(read('a')).toEqual([]);
    expect(ingest('# HELP a b\na 1\nb 1\n', 200).scraped).toBe(2);
  });
});
