import {
  apiText,
  type FloatHistogram,
  histogramJson,
  type Labels,
  type MatrixSeries,
  type QueryValue,
  type VectorSample,
} from '@petstore/promql';

/**
 * A query's value as the fields of `data` in the Prometheus API,
 * https://prometheus.io/docs/prometheus/latest/querying/api/#expression-query-result-formats
 */
export function renderResult(value: QueryValue, mostSeries: number): { json: string; isTruncated: boolean } {
  switch (value.kind) {
    case 'scalar':
      return whole('scalar', `[${formatTimestamp(value.timestampMs)},"${apiText(value.value)}"]`);
    case 'string':
      return whole('string', `[${formatTimestamp(value.timestampMs)},${JSON.stringify(value.value)}]`);
    case 'vector': {
      const { kept, isTruncated } = cut(value.samples, mostSeries);
      return { ...whole('vector', `[${kept.map(renderVectorSample).join(',')}]`), isTruncated };
    }
    case 'matrix': {
      const { kept, isTruncated } = cut(value.series, mostSeries);
      return { ...whole('matrix', `[${kept.map(renderSeries).join(',')}]`), isTruncated };
    }
  }
}

function whole(resultType: QueryValue['kind'], result: string): { json: string; isTruncated: boolean } {
  return { json: `{"resultType":"${resultType}","result":${result}`, isTruncated: false };
}

function cut<T>(all: readonly T[], most: number): { kept: readonly T[]; isTruncated: boolean } {
  const isTruncated = most > 0 && all.length > most;
  return { kept: isTruncated ? all.slice(0, most) : all, isTruncated };
}

export function renderLabels(labels: Labels): string {
  return JSON.stringify(labels.toRecord());
}

function renderVectorSample({ labels, timestampMs, value, histogram }: VectorSample): string {
  const point = renderPoint(timestampMs, value, histogram);
  return `{"metric":${renderLabels(labels)},"${histogram === undefined ? 'value' : 'histogram'}":${point}}`;
}

function renderPoint(timestampMs: number, value: number, histogram: FloatHistogram | undefined): string {
  const text = histogram === undefined ? `"${apiText(value)}"` : JSON.stringify(histogramJson(histogram));
  return `[${formatTimestamp(timestampMs)},${text}]`;
}

function renderSeries({ labels, timestamps, values, histograms }: MatrixSeries): string {
  const floats: string[] = [];
  const others: string[] = [];
  for (let index = 0; index < timestamps.length; index += 1) {
    const histogram = histograms?.[index];
    const point = renderPoint(timestamps[index] as number, values[index] as number, histogram);
    (histogram === undefined ? floats : others).push(point);
  }
  const parts = [`"metric":${renderLabels(labels)}`];
  if (floats.length > 0) parts.push(`"values":[${floats.join(',')}]`);
  if (others.length > 0) parts.push(`"histograms":[${others.join(',')}]`);
  return `{${parts.join(',')}}`;
}

/** Milliseconds as seconds, with three decimals where there are any: the API's way. */
export function formatTimestamp(timestampMs: number): string {
  const whole = Math.trunc(timestampMs / 1_000);
  const fraction = Math.abs(timestampMs % 1_000);
  const sign = timestampMs < 0 && whole === 0 ? '-' : '';
  return fraction === 0 ? `${whole}` : `${sign}${whole}.${String(fraction).padStart(3, '0')}`;
}
