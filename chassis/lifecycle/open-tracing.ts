import type { ServiceSettings } from '../config/index.ts';
import type { Logger } from '../logging/index.ts';
import type { Metrics } from '../metrics/index.ts';
import { createSpanExporter } from '../otlp/index.ts';
import { createTracer, type Tracer } from '../tracing/index.ts';

export interface Tracing {
  /** Undefined where no collector is set: nothing is recorded then. */
  readonly tracer: Tracer | undefined;
  /** Sends what is left. */
  close(): Promise<void>;
}

interface TracingOptions {
  readonly service: string;
  readonly settings: Pick<ServiceSettings, 'otlpEndpoint' | 'traceShare' | 'version' | 'podName'>;
  readonly metrics: Metrics;
  readonly logger: Logger;
}

export function openTracing({ service, settings, metrics, logger }: TracingOptions): Tracing {
  const { otlpEndpoint: endpoint, traceShare: ratio, version, podName } = settings;
  if (endpoint === null) return { tracer: undefined, close: async () => undefined };
  const resource = {
    'service.name': service,
    'service.version': version,
    'service.instance.id': podName,
  };
  const exporter = createSpanExporter({ endpoint, resource, metrics, logger });
  return { tracer: createTracer({ take: exporter.take, ratio }), close: () => exporter.close() };
}
