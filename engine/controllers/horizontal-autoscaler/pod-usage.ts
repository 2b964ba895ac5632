const largestInt32 = 2_147_483_647;

/** What pods use, seen against the target: the ratio decides, the rest is told. */
export interface PodUsage {
  readonly ratio: number;
  readonly utilizationPercent: number | null;
  readonly averageValueMilli: number;
}

/** How a kind of pod metric turns the values of pods into a ratio; null where no value belongs to a known pod. */
export interface PodMeasure {
  readonly measure: (valuesMilli: ReadonlyMap<string, number>) => PodUsage | null;
  /** What a pod without a sample is taken to use where the rest asks for fewer replicas. */
  readonly fillMilli: (pod: string) => number;
}

/** Truncated percent of the summed requests; a value of a pod that nobody listed has no request and does not count. */
export function measureUtilization(
  requestsMilli: ReadonlyMap<string, number>,
  targetPercent: number,
): PodMeasure {
  return {
    measure: (valuesMilli) => {
      const known = [...valuesMilli].filter(([pod]) => requestsMilli.has(pod));
      const requested = sum(known.map(([pod]) => requestsMilli.get(pod) ?? 0));
      if (requested === 0) return null;
      const used = sum(known.map(([, value]) => value));
      const utilizationPercent = divideTruncated(used * 100, requested);
      return {
        ratio: utilizationPercent / targetPercent,
        utilizationPercent,
        averageValueMilli: divideTruncated(used, known.length),
      };
    },
    fillMilli: (pod) => divideTruncated((requestsMilli.get(pod) ?? 0) * Math.max(100, targetPercent), 100),
  };
}

/** Truncated mean of all values. */
export function measureAverageValue(targetMilli: number): PodMeasure {
  return {
    measure: (valuesMilli) => {
      const averageValueMilli = divideTruncated(sum([...valuesMilli.values()]), valuesMilli.size);
      return { ratio: averageValueMilli / targetMilli, utilizationPercent: null, averageValueMilli };
    },
    fillMilli: () => targetMilli,
  };
}

export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/**
 * Go's division of integers: towards zero, exact where a quotient of doubles would round up to the next whole number.
 */
function divideTruncated(dividend: number, divisor: number): number {
  if (Number.isSafeInteger(dividend) && Number.isSafeInteger(divisor)) {
    return (dividend - (dividend % divisor)) / divisor + 0;
  }
  return Math.trunc(dividend / divisor) + 0;
}

/** A count of replicas is 32 bits wide; what is larger stays at the largest. */
export function ceilToReplicas(replicas: number): number {
  return Math.min(Math.ceil(replicas) + 0, largestInt32);
}
