import { add, divide, subtract } from './arithmetic.ts';
import { usesCustomBuckets } from './bucket-layout.ts';
import { compact } from './compact.ts';
import type { FloatHistogram } from './float-histogram.ts';
import type { HistogramNote } from './histogram-note.ts';
import { isReset } from './reset-detection.ts';
import { toSchema } from './schema-reduction.ts';

/** A result over histograms, or none, with its notes. */
export interface NotedHistogram {
  readonly histogram?: FloatHistogram;
  readonly notes: readonly HistogramNote[];
}

/**
 * How much a counter grew over these samples (two at least), its resets mended, or how much a gauge changed; without
 * extrapolation. The result is a gauge, in its compact layout. Follows `histogramRate` of Prometheus'
 * promql/functions.go.
 */
export function histogramIncrease(
  samples: readonly FloatHistogram[],
  kind: 'counter' | 'gauge',
): NotedHistogram {
  const [first, second] = samples;
  const last = samples.at(-1);
  if (first === undefined || second === undefined || last === undefined) return { notes: [] };
  const notes = new Set<HistogramNote>();
  const isCounter = kind === 'counter';
  const isGauge = (histogram: FloatHistogram): boolean => histogram.counterResetHint === 'gauge';
  if (isCounter && samples.some(isGauge)) notes.add('not-a-counter');
  // After a reset the first sample is not used, so it need not be compatible either.
  const start = isCounter && isReset(second, first) ? emptyLike(second) : first;
  const isCustom = usesCustomBuckets(start);
  const mustFit = isCounter ? samples.slice(1) : [last];
  if (mustFit.some((sample) => usesCustomBuckets(sample) !== isCustom)) return { notes: ['mixed-schemas'] };

  const schema = Math.min(start.schema, ...mustFit.map((sample) => sample.schema));
  const terms = isCounter ? [start, ...lostInResets(samples, start)] : [start];
  let result = toSchema(last, schema);
  for (const [index, term] of terms.entries()) {
    const combined = index === 0 ? subtract(result, term) : add(result, term);
    if (combined === undefined) return { notes: ['mixed-schemas'] };
    if (combined.boundsReconciled)
      notes.add(index === 0 ? 'bounds-reconciled-in-subtraction' : 'bounds-reconciled-in-addition');
    result = combined.histogram;
  }
  if (!isCounter && !(isGauge(first) && isGauge(last))) notes.add('not-a-gauge');
  return { histogram: compact({ ...result, counterResetHint: 'gauge' }), notes: [...notes] };
}

/**
 * The change between two neighbouring samples, for `irate` (a counter, per second) and `idelta` (a gauge).
 * Follows `instantValue` of Prometheus' promql/functions.go.
 */
export function histogramStep(
  previous: FloatHistogram,
  current: FloatHistogram,
  options: { readonly kind: 'counter' | 'gauge'; readonly intervalSeconds: number },
): NotedHistogram {
  const isCounter = options.kind === 'counter';
  const gauges = [previous, current].filter((histogram) => histogram.counterResetHint === 'gauge').length;
  const notes: HistogramNote[] = [];
  if (isCounter && gauges > 0) notes.push('not-a-counter');
  if (!isCounter && gauges < 2) notes.push('not-a-gauge');
  let result = current;
  if (!isCounter || !isReset(current, previous)) {
    const difference = subtract(current, previous);
    if (difference === undefined) return { notes: [...notes, 'mixed-schemas'] };
    if (difference.boundsReconciled) notes.push('bounds-reconciled-in-subtraction');
    result = difference.histogram;
  }
  const change = compact({ ...result, counterResetHint: 'gauge' as const });
  return { histogram: isCounter ? divide(change, options.intervalSeconds) : change, notes };
}

function lostInResets(samples: readonly FloatHistogram[], start: FloatHistogram): FloatHistogram[] {
  return samples
    .slice(1)
    .map((sample, index) => ({ sample, before: index === 0 ? start : (samples[index] ?? sample) }))
    .filter(({ sample, before }) => isReset(sample, before))
    .map(({ before }) => before);
}

function emptyLike(histogram: FloatHistogram): FloatHistogram {
  return {
    schema: histogram.schema,
    zeroThreshold: 0,
    zeroCount: 0,
    count: 0,
    sum: 0,
    positiveSpans: [],
    negativeSpans: [],
    positiveBuckets: [],
    negativeBuckets: [],
    customValues: histogram.customValues,
    counterResetHint: 'unknown',
  };
}
