/** `data` of a Prometheus API response: times in seconds, numbers as text. */
export type QueryData =
  | { readonly resultType: 'scalar' | 'string'; readonly result: Point }
  | { readonly resultType: 'vector'; readonly result: readonly VectorEntry[] }
  | { readonly resultType: 'matrix'; readonly result: readonly MatrixEntry[] };

type Point = readonly [seconds: number, value: string];

/** Native histograms are shown by count and sum. */
interface HistogramPoint {
  readonly count: string;
  readonly sum: string;
}

export interface VectorEntry {
  readonly metric: Readonly<Record<string, string>>;
  readonly value?: Point;
  readonly histogram?: readonly [seconds: number, histogram: HistogramPoint];
}

export interface MatrixEntry {
  readonly metric: Readonly<Record<string, string>>;
  readonly values?: readonly Point[];
  readonly histograms?: readonly (readonly [seconds: number, histogram: HistogramPoint])[];
}

export interface QueryAnswer {
  readonly data: QueryData;
  readonly warnings: readonly string[];
  readonly infos: readonly string[];
}

const plainName = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;

/** The series in PromQL notation: `name{label="value"}`. */
export function seriesName({ __name__: name = '', ...labels }: Readonly<Record<string, string>>): string {
  const isPlain = name === '' || plainName.test(name);
  const parts = Object.entries(labels).map(
    ([label, value]) => `${plainName.test(label) ? label : JSON.stringify(label)}=${JSON.stringify(value)}`,
  );
  if (!isPlain) return `{${[JSON.stringify(name), ...parts].join(', ')}}`;
  return parts.length === 0 && name !== '' ? name : `${name}{${parts.join(', ')}}`;
}

/** Parses a Prometheus number, including `+Inf` and `-Inf`. */
export function numberOf(text: string): number {
  return Number(text.replace('Inf', 'Infinity'));
}
