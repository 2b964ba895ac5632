import { type MetricDefinition, type MetricName, metricTable } from '@petstore/contracts/metrics';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

type NamesOf<Type extends MetricDefinition['type']> = {
  [Name in MetricName]: (typeof metricTable)[Name]['type'] extends Type ? Name : never;
}[MetricName];
type LabelOf<Name extends MetricName> = (typeof metricTable)[Name]['labels'][number];

/** A process's metrics, named by contracts/metrics. Each is registered on first use. */
export interface Metrics {
  counter<Name extends NamesOf<'counter'>>(name: Name): Counter<LabelOf<Name>>;
  gauge<Name extends NamesOf<'gauge'>>(name: Name): Gauge<LabelOf<Name>>;
  histogram<Name extends NamesOf<'histogram'>>(name: Name): Histogram<LabelOf<Name>>;
  /** Runs before each exposition, to set gauges that are read on demand. */
  beforeExposing(observe: () => void): void;
  /** Prometheus text exposition, with its content type. */
  expose(): Promise<{ contentType: string; body: string }>;
}

/** Interval between two samples of the event loop delay, which is also the smallest delay that the percentiles show. */
const loopSampleMs = 50;

/**
 * Registers prom-client's metrics of the Node process. Its default interval of 10 ms wakes an idle process a hundred
 * times a second: two of three wake-ups of the idle system, and a quarter of its CPU time.
 */
export function collectProcessMetrics(registry: Registry): void {
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: loopSampleMs });
}

export function createMetrics(): Metrics {
  const registry = new Registry();
  collectProcessMetrics(registry);
  const observers: (() => void)[] = [];
  const made = new Map<string, unknown>();
  const once = <Made>(name: string, make: () => Made): Made => {
    const known = made.get(name);
    if (known !== undefined) return known as Made;
    const metric = make();
    made.set(name, metric);
    return metric;
  };
  const settings = (name: MetricName) => {
    const { help, labels } = metricTable[name];
    return { name, help, labelNames: [...labels], registers: [registry] };
  };
  return {
    counter: (name) => once(name, () => new Counter(settings(name))),
    gauge: (name) => once(name, () => new Gauge(settings(name))),
    histogram: (name) => {
      const definition: MetricDefinition = metricTable[name];
      return once(name, () => new Histogram({ ...settings(name), buckets: [...(definition.buckets ?? [])] }));
    },
    beforeExposing(observe) {
      observers.push(observe);
    },
    async expose() {
      for (const observe of observers) observe();
      return { contentType: registry.contentType, body: await registry.metrics() };
    },
  };
}
