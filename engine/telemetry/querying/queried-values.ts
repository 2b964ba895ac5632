import type { QueryPool } from './query-pool.ts';
import { QueryFailed } from './query-thread.ts';

/** One series of an answer. */
export interface QueriedSample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** The answer to a controller as it is sent: numbers as text, because JSON has neither NaN nor infinities. */
export type QueriedValues =
  | { readonly samples: readonly (Omit<QueriedSample, 'value'> & { readonly value: string })[] }
  | { readonly failure: string };

interface RenderedVector {
  readonly resultType: string;
  readonly result: readonly unknown[];
}

const timeoutMs = 5_000;

/** Evaluates an expression at one time in a thread of its own. */
export async function queryValues(
  queries: Pick<QueryPool, 'run'>,
  query: string,
  timeMs: number,
): Promise<QueriedValues> {
  const request = { kind: 'instant', query, timeMs, options: { timeoutMs, mostSeries: 0 } } as const;
  try {
    const { answer } = await queries.run(request, new AbortController().signal);
    return valuesOf(JSON.parse(`${answer.data}}`));
  } catch (error) {
    if (error instanceof QueryFailed) return { failure: error.message };
    throw error;
  }
}

function valuesOf({ resultType, result }: RenderedVector): QueriedValues {
  if (resultType === 'scalar') return { samples: [{ labels: {}, value: String(result[1]) }] };
  if (resultType !== 'vector') return { failure: `the expression is a ${resultType}, not a vector` };
  // A histogram is not a number, and no controller steers by one.
  return {
    samples: result.filter(isSample).map(({ metric, value }) => ({ labels: metric, value: value[1] })),
  };
}

interface RenderedSample {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: readonly [number, string];
}

function isSample(sample: unknown): sample is RenderedSample {
  return typeof sample === 'object' && sample !== null && 'value' in sample;
}

/** Reads numbers as Prometheus writes them, `+Inf` and `-Inf` among them. */
export function readSample({
  labels,
  value,
}: {
  readonly labels: QueriedSample['labels'];
  readonly value: string;
}) {
  return { labels, value: Number(value.replace('Inf', 'Infinity')) };
}
