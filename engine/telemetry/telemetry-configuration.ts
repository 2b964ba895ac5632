import type { ScrapeTarget } from './scraping/scrape-target.ts';

/** All that the telemetry process is told: its ports and who may ask there, which never change, and whom to scrape. */
export interface TelemetryConfiguration {
  /** Of the receiver for spans. */
  readonly otlpPort: number;
  /** Of the Prometheus API. */
  readonly apiPort: number;
  /** Names under which its ports are asked, besides loopback's. */
  readonly allowedHosts: readonly string[];
  readonly targets: readonly ScrapeTarget[];
}
