import type { TelemetryConfiguration } from './telemetry-configuration.ts';
import type { TracesQuery, TracesResponse } from './traces/trace-queries.ts';

/** Engine to telemetry process. */
export type TelemetryCommand =
  | { readonly kind: 'configure'; readonly configuration: TelemetryConfiguration }
  | { readonly kind: 'find-traces'; readonly id: number; readonly query: TracesQuery };

/** Telemetry process to engine. */
export type TelemetryReport =
  | { readonly kind: 'started' }
  | { readonly kind: 'listening' }
  | { readonly kind: 'traces'; readonly id: number; readonly response: TracesResponse };

const commands: readonly unknown[] = ['configure', 'find-traces'];

export function isTelemetryCommand(message: unknown): message is TelemetryCommand {
  return (
    typeof message === 'object' && message !== null && 'kind' in message && commands.includes(message.kind)
  );
}
