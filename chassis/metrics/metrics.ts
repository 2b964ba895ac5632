import { type MetricDefinition, type MetricName, metricTable } from '@petstore/contracts/metrics';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

type NamesOf<Type extends MetricDefinition['type']> = {
  [Name in MetricName]: (typeof metricTable)[Name]['type'] extends Type ? Name : never;
}[MetricName];
type LabelOf<Name extends MetricName> = (typeof metricTable)[Name]['labels'][number];

/** A process's metrics, by the names of the contract. Each is made on first use. */
export interface Metrics {
  counter<Name extends NamesOf<'counter'>>(name: Name): Counter<LabelOf<Name>>;
  gauge<Name extends NamesOf<'gauge'>>(name: Name): Gauge<LabelOf<Name>>;
  histogram<Name extends NamesOf<'histogram'>>(name: Name): Histogram<LabelOf<Name>>;
  /** Runs before each exposition, to set gauges of what is only looked at then. */
  beforeExposing(observe: () => void): void;
  /** Prometheus text exposition, with its content type. */
  expose(): Promise<{ contentType: string; body: string }>;
}

/** Between two samples of how late the event loop is, which is also the least that the percentiles of its lag can show. */
const loopSampleMs = 50;

/**
 * What prom-client tells of every Node process. Its own pace of a sample every 10 ms wakes a process that has nothing to do a hundred times
 * a second: two in three wake-ups of the system at rest, and a quarter of its CPU.
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
