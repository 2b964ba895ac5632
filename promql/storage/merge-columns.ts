import type { SampleColumns } from './decode-samples.ts';

/** Both, ascending by time; where both have a sample of one time, that of the first counts. */
export function mergeColumns(first: SampleColumns, second: SampleColumns): SampleColumns {
  const most = first.count + second.count;
  const merged = { timestamps: new Float64Array(most), values: new Float64Array(most), count: 0 };
  let one = 0;
  let other = 0;
  while (one < first.count || other < second.count) {
    const oneAt = one < first.count ? (first.timestamps[one] as number) : Infinity;
    const otherAt = other < second.count ? (second.timestamps[other] as number) : Infinity;
    const isFirst = oneAt <= otherAt;
    if (oneAt === otherAt) other += 1;
    merged.timestamps[merged.count] = isFirst ? oneAt : otherAt;
    // A copy between arrays keeps the bits of a stale marker.
    const source = isFirst ? first.values : second.values;
    const at = isFirst ? one++ : other++;
    merged.values.set(source.subarray(at, at + 1), merged.count);
    merged.count += 1;
  }
  return merged;
}
