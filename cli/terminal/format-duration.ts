const secondMs = 1_000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** Formats a measured duration: `0.4 ms`, `12 ms`, `1.3 s`, `2 min 5 s`. */
export function formatDuration(durationMs: number): string {
  if (durationMs < 9.95) return `${durationMs.toFixed(1)} ms`;
  if (durationMs < 999.5) return `${Math.round(durationMs)} ms`;
  if (durationMs < minuteMs) return `${(durationMs / secondMs).toFixed(1)} s`;
  const seconds = Math.round(durationMs / secondMs);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** Formats an age in its largest unit: `12s`, `4m`, `3h`, `2d`. */
export function formatAge(ageMs: number): string {
  if (ageMs < 2 * minuteMs) return `${Math.max(0, Math.round(ageMs / secondMs))}s`;
  if (ageMs < 2 * hourMs) return `${Math.floor(ageMs / minuteMs)}m`;
  if (ageMs < 2 * dayMs) return `${Math.floor(ageMs / hourMs)}h`;
  return `${Math.floor(ageMs / dayMs)}d`;
}

const units: Readonly<Record<string, number>> = { ms: 1, s: secondMs, m: minuteMs, h: hourMs, d: dayMs };

/** Parses `90s`, `5m`, `1h30m`, `500ms` to milliseconds; null for other texts and beyond the safe integers. */
export function parseDuration(text: string): number | null {
  if (!/^(\d+(ms|s|m|h|d))+$/.test(text)) return null;
  const durationMs = [...text.matchAll(/(\d+)(ms|s|m|h|d)/g)].reduce(
    (sum, [, count, unit]) => sum + Number(count) * (units[unit ?? ''] ?? 0),
    0,
  );
  return Number.isSafeInteger(durationMs) ? durationMs : null;
}
