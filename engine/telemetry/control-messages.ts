import type { QueriedValues } from './querying/queried-values.ts';
import type { ScrapeTarget } from './scraping/scrape-target.ts';
import type { TracesQuery, TracesResponse } from './traces/trace-queries.ts';

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

/** Engine to telemetry process. */
export type TelemetryCommand =
  | { readonly kind: 'configure'; readonly configuration: TelemetryConfiguration }
  | { readonly kind: 'find-traces'; readonly id: number; readonly query: TracesQuery }
  | { readonly kind: 'query'; readonly id: number; readonly expression: string; readonly timeMs: number };

/** Telemetry process to engine. */
export type TelemetryReport =
  | { readonly kind: 'started' }
  | { readonly kind: 'listening' }
  | { readonly kind: 'traces'; readonly id: number; readonly response: TracesResponse }
  | { readonly kind: 'values'; readonly id: number; readonly response: QueriedValues };

const commands: readonly unknown[] = ['configure', 'find-traces', 'query'];

export function isTelemetryCommand(message: unknown): message is TelemetryCommand {
  return (
    typeof message === 'object' && message !== null && 'kind' in message && commands.includes(message.kind)
  );
}
