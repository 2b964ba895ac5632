export type MetricLabels = Readonly<Record<string, string>>;

export interface RenderedSeries {
  readonly labels: MetricLabels;
  readonly buckets: readonly number[];
  readonly count: number;
  readonly sumMs: number;
}

/** https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format */
export function renderMetrics(series: readonly RenderedSeries[], boundsMs: readonly number[]): string {
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
