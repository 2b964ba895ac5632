import type { ScrapeTarget } from './scraping/scrape-target.ts';

/** All that the telemetry process is told: its ports, which never change, and whom to scrape. */
export interface TelemetryConfiguration {
  /** Of the receiver for spans. */
  readonly otlpPort: number;
  /** Of the Prometheus API. */
  readonly apiPort: number;
  readonly targets: readonly ScrapeTarget[];
}
