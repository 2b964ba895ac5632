/** The engine's side of telemetry: starts the process that receives spans and scrapes metrics, and tells it whom. It keeps nothing itself. */
export { registerTraceRoutes } from './register-trace-routes.ts';
export type { ScrapeTarget } from './scraping/scrape-target.ts';
export { startTelemetry, type TelemetryHandle } from './start-telemetry.ts';
export type { TelemetryConfiguration } from './telemetry-configuration.ts';
export { telemetryErrors } from './telemetry-errors.ts';
export { type StoredSpan, StoredSpanSchema } from './traces/stored-span.ts';
export { TracesQuerySchema, type TracesResponse, TracesResponseSchema } from './traces/trace-queries.ts';
