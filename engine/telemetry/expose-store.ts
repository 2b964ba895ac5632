import type { Metrics } from '@petstore/chassis/metrics';
import type { SeriesStore } from '@petstore/promql/storage';

/** Adds what the store of series holds and what it did not take. */
export function exposeStore(metrics: Metrics, store: Pick<SeriesStore, 'counts'>): void {
  const series = metrics.gauge('telemetry_series');
  const bytes = metrics.gauge('telemetry_sample_bytes');
  const samples = metrics.counter('telemetry_samples_total');
  const refused = metrics.counter('telemetry_samples_refused_total');
  const seriesRefused = metrics.counter('telemetry_series_refused_total');
  metrics.beforeExposing(() => {
    const counts = store.counts();
    series.set(counts.series);
    bytes.set(counts.bytes);
    for (const metric of [samples, refused, seriesRefused]) metric.reset();
    samples.inc(counts.samples);
    seriesRefused.inc(counts.seriesRefused);
    for (const [reason, count] of Object.entries(counts.refused)) refused.inc({ reason }, count);
  });
}
