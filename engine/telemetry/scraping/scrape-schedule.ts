import { hashText } from '@petstore/chassis/random';

/** How late a scrape may begin and still bear the time for which it was meant, which keeps intervals regular. */
const toleranceMs = 50;

/** Each target has its own place within the interval, always the same, so that not all are asked at once. */
export function offsetOf(key: string, intervalMs: number): number {
  return hashText(key) % intervalMs;
}

/** The first time after `nowMs` at which the target is due. */
export function nextDue(nowMs: number, intervalMs: number, offsetMs: number): number {
  return (Math.floor((nowMs - offsetMs) / intervalMs) + 1) * intervalMs + offsetMs;
}

/** The time that the samples of a scrape get. */
export function scrapeTime(dueMs: number, nowMs: number, intervalMs: number): number {
  const lateMs = nowMs - dueMs;
  return Math.abs(lateMs) <= Math.min(toleranceMs, intervalMs / 100) ? dueMs : Math.round(nowMs);
}
