import type { HttpServer } from '@petstore/chassis/http';
import { createTraceStore } from './create-trace-store.ts';
import { registerTraceRoutes } from './register-trace-routes.ts';
import { startOtlpReceiver } from './start-otlp-receiver.ts';

export interface Telemetry {
  /** Shows what was received, to whoever may command the engine. */
  registerRoutes(server: HttpServer): void;
  close(): Promise<void>;
}

/** Starts to receive and keep spans. */
export async function startTelemetry(otlpPort: number): Promise<Telemetry> {
  const traces = createTraceStore();
  const receiver = await startOtlpReceiver({ port: otlpPort, traces });
  return {
    registerRoutes: (server) => registerTraceRoutes(server, { traces, receiver }),
    close: () => receiver.close(),
  };
}
