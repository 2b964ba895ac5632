/**
 * The engine's side of telemetry: starts the process that receives spans and scrapes metrics, and tells it whom. It
 * keeps nothing itself.
 */

export type { TelemetryConfiguration } from './control-messages.ts';
export { telemetryErrors } from './errors.ts';
export type { QueriedSample } from './querying/queried-values.ts';
export type { ScrapeTarget } from './scraping/scrape-target.ts';
export { startTelemetry, type TelemetryHandle } from './start-telemetry.ts';
export { type StoredSpan, StoredSpanSchema } from './traces/stored-span.ts';
export {
  registerTraceRoutes,
  TracesQuerySchema,
  type TracesResponse,
  TracesResponseSchema,
} from './traces/trace-queries.ts';
