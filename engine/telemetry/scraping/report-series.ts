import { Labels } from '@petstore/promql';
import type { SeriesStore, StoredSeries } from '@petstore/promql/storage';

/** What Prometheus says of every scrape, whatever came of it. */
export interface ScrapeReport {
  readonly up: boolean;
  readonly durationSeconds: number;
  readonly scraped: number;
  /** Nothing is relabelled here, so it is the same number. */
  readonly kept: number;
  readonly added: number;
}

const names = [
  'up',
  'scrape_duration_seconds',
  'scrape_samples_scraped',
  'scrape_samples_post_metric_relabeling',
  'scrape_series_added',
] as const;

/** The series about a target's scrapes. */
export class ReportSeries {
  readonly #store: SeriesStore;
  readonly #labels: Readonly<Record<string, string>>;
  #series: readonly (StoredSeries | null)[] = [];

  constructor(store: SeriesStore, labels: Readonly<Record<string, string>>) {
    this.#store = store;
    this.#labels = labels;
  }

  write({ up, durationSeconds, scraped, kept, added }: ScrapeReport, timestampMs: number): void {
    const values = [up ? 1 : 0, durationSeconds, scraped, kept, added];
    if (this.#series.length === 0 || this.#series.some((series) => series?.isRemoved !== false)) this.#find();
    for (const [index, series] of this.#series.entries())
      if (series !== null) this.#store.append(series, timestampMs, values[index] ?? 0);
  }

  /** The target is gone. */
  end(timestampMs: number): void {
    for (const series of this.#series) if (series !== null) this.#store.appendStale(series, timestampMs);
  }

  #find(): void {
    this.#series = names.map((name) => this.#store.seriesOf(Labels.of({ ...this.#labels, __name__: name })));
  }
}
