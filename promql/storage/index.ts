/** Series in memory, compressed and bounded, which PromQL reads. Keeps nothing on disk, and scrapes nothing. */
export type { ExemplarOutcome, StoredExemplar } from './exemplar-ring.ts';
export {
  type AppendOutcome,
  type SeriesExemplars,
  SeriesStore,
  type SeriesStoreOptions,
  type StoreCounts,
} from './series-store.ts';
export type { StoredSeries } from './stored-series.ts';
