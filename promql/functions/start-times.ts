import type { RangeWindow } from '../query/range-window.ts';

/**
 * Whether a counter's start time says that it was reset between the float at `index` and the one before. A start time
 * of 0 is unknown, one after its sample is invalid, and one at its sample is OpenTelemetry's way to say that it is
 * unknown. Follows `isStartTimestampReset` of Prometheus' promql/functions.go.
 */
export function isRestart({ startTimes, times }: RangeWindow, index: number): boolean {
  if (startTimes === undefined) return false;
  const startMs = startTimes[index] ?? 0;
  const beforeMs = times[index - 1] ?? 0;
  if (startMs === 0 || startMs >= (times[index] ?? 0) || startMs < beforeMs) return false;
  if (startMs > beforeMs) return true;
  // The start equals the previous timestamp: delta temporality, unless that sample's start is unknown.
  const startBeforeMs = startTimes[index - 1] ?? 0;
  return startBeforeMs !== 0 && startBeforeMs < beforeMs;
}

/** When the first float's counter was 0, if known and within the range. */
export function startInRange({ startTimes, times, from, startMs }: RangeWindow): number | undefined {
  const began = startTimes?.[from] ?? 0;
  return began !== 0 && began > startMs && began < (times[from] ?? 0) ? began : undefined;
}
