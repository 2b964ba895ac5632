/** Compressed series in memory within limits, which PromQL reads. Stores nothing on disk and does not scrape. */
export type { ExemplarOutcome, StoredExemplar } from './exemplar-ring.ts';
export {
  type AppendOutcome,
  type SeriesExemplars,
  SeriesStore,
  type SeriesStoreOptions,
  type StoreCounts,
} from './series-store.ts';
export type { StoredSeries } from './stored-series.ts';
