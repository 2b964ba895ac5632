import { allBuckets, type HistogramBucket } from './bucket-iteration.ts';
import { usesCustomBuckets } from './bucket-layout.ts';
import { CompensatedSum } from './compensated-side.ts';
import type { FloatHistogram } from './float-histogram.ts';

export function histogramMean(histogram: FloatHistogram): number {
  return histogram.sum / histogram.count;
}

/** The variance, each observation taken to be in the middle of its bucket (the geometric one where it is exponential). */
export function histogramVariance(histogram: FloatHistogram): number {
  const mean = histogramMean(histogram);
  const isCustom = usesCustomBuckets(histogram);
  const squares = new CompensatedSum();
  for (const bucket of allBuckets(histogram))
    if (bucket.count !== 0) squares.add(bucket.count * (middle(bucket, isCustom) - mean) ** 2);
  return squares.value / histogram.count;
}

export function histogramDeviation(histogram: FloatHistogram): number {
  return Math.sqrt(histogramVariance(histogram));
}

function middle({ lower, upper }: HistogramBucket, isCustom: boolean): number {
  if (isCustom) return (upper + lower) / 2;
  if (lower <= 0 && upper >= 0) return 0;
  return Math.sqrt(upper * lower) * (upper < 0 ? -1 : 1);
}
