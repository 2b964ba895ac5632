/** Telemetry of what the engine runs: receives spans by OTLP/HTTP and keeps the latest. Not a database of traces. */
export { TracesQuerySchema, type TracesResponse, TracesResponseSchema } from './register-trace-routes.ts';
export { startTelemetry, type Telemetry } from './start-telemetry.ts';
export { type StoredSpan, StoredSpanSchema } from './stored-span.ts';
export { telemetryErrors } from './telemetry-errors.ts';
