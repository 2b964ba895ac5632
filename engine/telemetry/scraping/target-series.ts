import { Labels } from '@petstore/promql';
import {
  type ExposedSample,
  type ExpositionProblem,
  type MetricMetadata,
  parseSeries,
  readExposition,
} from '@petstore/promql/exposition';
import type { SeriesStore, StoredSeries } from '@petstore/promql/storage';
import { type Exposition, ScrapeFailed } from './fetch-exposition.ts';
import type { ScrapeLimits, ScrapeTarget } from './scrape-target.ts';

/** What one exposition came to. */
interface IngestResult {
  readonly scraped: number;
  readonly added: number;
  readonly problems: readonly ExpositionProblem[];
  /** Of all problems; only the first are kept. */
  readonly problemCount: number;
}

interface Known {
  readonly series: StoredSeries;
  /** The number of the scrape that showed it last. */
  seenIn: number;
  /** False where the target writes times of its own: such series end by themselves. */
  readonly isTracked: boolean;
}

const mostProblems = 20;
const newline = 0x0a;
const hash = 0x23;

/** The series of one target: what each line of its exposition means, and which of them were there the last time. */
export class TargetSeries {
  readonly #target: ScrapeTarget;
  readonly #store: SeriesStore;
  readonly #limits: ScrapeLimits;
  readonly #onMetadata: (metadata: MetricMetadata) => void;
  #known = new Map<string, Known>();
  #scrape = 0;

  constructor(
    target: ScrapeTarget,
    sinks: { readonly store: SeriesStore; readonly onMetadata: (metadata: MetricMetadata) => void },
    limits: ScrapeLimits,
  ) {
    this.#target = target;
    this.#store = sinks.store;
    this.#onMetadata = sinks.onMetadata;
    this.#limits = limits;
  }

  /**
   * Stores what was scraped at that time, and ends the series that are gone; throws `ScrapeFailed` where there is too
   * much of it.
   */
  ingest({ body, format }: Exposition, timestampMs: number): IngestResult {
    const { mostSamples } = this.#limits;
    if (countSampleLines(body) > mostSamples)
      throw new ScrapeFailed(`the target exposes more than ${mostSamples} samples`);
    this.#scrape += 1;
    const result = { scraped: 0, added: 0, problems: [] as ExpositionProblem[], problemCount: 0 };
    const problem = (found: ExpositionProblem) => {
      result.problemCount += 1;
      if (result.problems.length < mostProblems) result.problems.push(found);
    };
    readExposition(body, format, {
      metadata: this.#onMetadata,
      problem,
      sample: (sample) => {
        result.scraped += 1;
        const refused = this.#take(sample, timestampMs, result);
        if (refused !== null)
          problem({ line: sample.line, message: refused, text: sample.series.slice(0, 120) });
      },
    });
    this.#endUnseen(timestampMs);
    return result;
  }

  /** Ends all series: the target cannot be scraped, or is gone. */
  end(timestampMs: number): void {
    for (const { series, isTracked } of this.#known.values())
      if (isTracked) this.#store.appendStale(series, timestampMs);
    this.#known = new Map();
  }

  /** Why a sample was not stored, or `null`. */
  #take(sample: ExposedSample, timestampMs: number, result: { added: number }): string | null {
    const known = this.#known.get(sample.series);
    const series = known?.series.isRemoved === false ? known.series : this.#resolve(sample.series);
    if (typeof series === 'string') return series;
    const isNew = known?.series !== series;
    if (isNew) result.added += 1;
    if (isNew || known === undefined)
      this.#known.set(sample.series, {
        series,
        seenIn: this.#scrape,
        isTracked: sample.timestampMs === null,
      });
    else if (known.seenIn === this.#scrape) return 'the series stands twice';
    else known.seenIn = this.#scrape;
    const at = sample.timestampMs ?? timestampMs;
    const outcome = this.#store.append(series, at, sample.value);
    const { exemplar } = sample;
    if (exemplar !== null) {
      const labels = Labels.of(exemplar.labels);
      this.#store.appendExemplar(series, {
        labels,
        value: exemplar.value,
        timestampMs: exemplar.timestampMs ?? at,
      });
    }
    if (outcome === 'stored' || outcome === 'same') return null;
    return `the sample is refused: ${outcome}`;
  }

  #resolve(written: string): StoredSeries | string {
    const parsed = parseSeries(written);
    if ('message' in parsed) return parsed.message;
    if (parsed.labels.length > this.#limits.mostLabels) return `more than ${this.#limits.mostLabels} labels`;
    const { labels: own, honorLabels } = this.#target;
    const labels = new Map<string, string>(Object.entries(own));
    for (const [name, value] of parsed.labels) {
      const isTaken = Object.hasOwn(own, name);
      labels.set(isTaken && !honorLabels ? `exported_${name}` : name, value);
    }
    const series = this.#store.seriesOf(Labels.of(labels));
    return series ?? 'there are too many series in the store already';
  }

  #endUnseen(timestampMs: number): void {
    for (const [written, { series, seenIn, isTracked }] of this.#known) {
      if (seenIn === this.#scrape) continue;
      if (isTracked) this.#store.appendStale(series, timestampMs);
      this.#known.delete(written);
    }
  }
}

/** Nothing of a target that exposes too much is stored, so it is counted first. */
function countSampleLines(body: Buffer): number {
  let count = 0;
  for (let at = 0; at < body.length; ) {
    if (body[at] !== hash && body[at] !== newline) count += 1;
    const end = body.indexOf(newline, at);
    if (end < 0) break;
    at = end + 1;
  }
  return count;
}
