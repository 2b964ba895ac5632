const largestInt32 = 2_147_483_647;

/** Go's division of integers: towards zero, exact where a quotient of doubles would round up to the next whole number. */
export function divideTruncated(dividend: number, divisor: number): number {
  if (Number.isSafeInteger(dividend) && Number.isSafeInteger(divisor)) {
    return (dividend - (dividend % divisor)) / divisor + 0;
  }
  return Math.trunc(dividend / divisor) + 0;
}

/** A count of replicas is 32 bits wide; what is larger stays at the largest. */
export function ceilToReplicas(replicas: number): number {
  return Math.min(Math.ceil(replicas) + 0, largestInt32);
}
