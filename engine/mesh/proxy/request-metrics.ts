/** The upper bounds of Envoy's histograms, in milliseconds. */
const durationBucketsMs: readonly number[] = [
  0.5, 1, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000, 60_000, 300_000, 600_000,
  1_800_000, 3_600_000,
];

/** The requests of one set of labels. `buckets` count what fell into each bucket alone; the last one is +Inf. */
export class RequestSeries {
  readonly labels: MetricLabels;
  readonly buckets = new Array<number>(durationBucketsMs.length + 1).fill(0);
  count = 0;
  sumMs = 0;

  constructor(labels: MetricLabels) {
    this.labels = labels;
  }

  observe(durationMs: number): void {
    let index = 0;
    while (index < durationBucketsMs.length && durationMs > (durationBucketsMs[index] as number)) index++;
    this.buckets[index] = (this.buckets[index] as number) + 1;
    this.count++;
    this.sumMs += durationMs;
  }
}

/**
 * Istio's standard request metrics. A series outlives the pods that made it, as a counter must.
 * Not prom-client's: it hashes all labels at every observation, and this happens twice a request.
 */
export class RequestMetrics {
  readonly #series = new Map<string, RequestSeries>();

  /** The series of these labels; callers on the hot path keep it. */
  series(labels: MetricLabels): RequestSeries {
    const key = JSON.stringify(labels);
    let series = this.#series.get(key);
    if (series === undefined) {
      series = new RequestSeries(labels);
      this.#series.set(key, series);
    }
    return series;
  }

  /** Prometheus text. */
  render(): string {
    return renderMetrics([...this.#series.values()], durationBucketsMs);
  }
}

export type MetricLabels = Readonly<Record<string, string>>;

interface RenderedSeries {
  readonly labels: MetricLabels;
  readonly buckets: readonly number[];
  readonly count: number;
  readonly sumMs: number;
}

/** https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format */
function renderMetrics(series: readonly RenderedSeries[], boundsMs: readonly number[]): string {
  const requests = [
    '# HELP istio_requests_total Requests forwarded or refused.',
    '# TYPE istio_requests_total counter',
  ];
  const durations = [
    '# HELP istio_request_duration_milliseconds From the arrival of a request to the end of its response.',
    '# TYPE istio_request_duration_milliseconds histogram',
  ];
  for (const each of series) {
    const labels = renderLabels(each.labels);
    requests.push(`istio_requests_total{${labels}} ${each.count}`);
    durations.push(...renderHistogram(each, labels, boundsMs));
  }
  return `${[...requests, ...durations].join('\n')}\n`;
}

function renderHistogram(series: RenderedSeries, labels: string, boundsMs: readonly number[]): string[] {
  const name = 'istio_request_duration_milliseconds';
  let cumulative = 0;
  const lines = boundsMs.map((bound, index) => {
    cumulative += series.buckets[index] ?? 0;
    return `${name}_bucket{${labels},le="${bound}"} ${cumulative}`;
  });
  lines.push(`${name}_bucket{${labels},le="+Inf"} ${series.count}`);
  lines.push(`${name}_sum{${labels}} ${series.sumMs}`, `${name}_count{${labels}} ${series.count}`);
  return lines;
}

function renderLabels(labels: MetricLabels): string {
  return Object.entries(labels)
    .map(([name, value]) => `${name}="${escapeLabel(value)}"`)
    .join(',');
}

function escapeLabel(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
