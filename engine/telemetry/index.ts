/** Telemetry of what the engine runs: receives spans by OTLP/HTTP and keeps the latest. Not a database of traces. */
export {
  createTraceStore,
  type StoredTrace,
  type TraceQuery,
  type TraceStore,
  type TraceStoreCounts,
} from './create-trace-store.ts';
export {
  type OtlpReceiver,
  type OtlpReceiverOptions,
  type ReceiverCounts,
  startOtlpReceiver,
} from './start-otlp-receiver.ts';
export { type StoredSpan, StoredSpanSchema } from './stored-span.ts';
export { telemetryErrors } from './telemetry-errors.ts';
