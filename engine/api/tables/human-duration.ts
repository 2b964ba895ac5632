const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;
const year = 365 * day;

interface Scale {
  readonly below: number;
  readonly unit: number;
  readonly sign: string;
  /** Shown beside it, unless there is none of it. */
  readonly rest?: { readonly unit: number; readonly sign: string };
}

/**
 * Two digits that matter, as every age in a table of kubectl.
 * https://github.com/kubernetes/apimachinery/blob/v0.33.0/pkg/util/duration/duration.go
 */
const scales: readonly Scale[] = [
  { below: 2 * minute, unit: 1, sign: 's' },
  { below: 10 * minute, unit: minute, sign: 'm', rest: { unit: 1, sign: 's' } },
  { below: 3 * hour, unit: minute, sign: 'm' },
  { below: 8 * hour, unit: hour, sign: 'h', rest: { unit: minute, sign: 'm' } },
  { below: 2 * day, unit: hour, sign: 'h' },
  { below: 8 * day, unit: day, sign: 'd', rest: { unit: hour, sign: 'h' } },
  { below: 2 * year, unit: day, sign: 'd' },
  { below: 8 * year, unit: year, sign: 'y', rest: { unit: day, sign: 'd' } },
  { below: Number.POSITIVE_INFINITY, unit: year, sign: 'y' },
];

export function humanDuration(ms: number): string {
  const seconds = Math.trunc(ms / 1000);
  if (seconds < -1) return '<invalid>';
  if (seconds < 0) return '0s';
  const scale = scales.find(({ below }) => seconds < below);
  if (scale === undefined) return '<unknown>';
  const { unit, sign, rest } = scale;
  const left = rest === undefined ? 0 : Math.floor((seconds % unit) / rest.unit);
  return `${Math.floor(seconds / unit)}${sign}${left === 0 ? '' : `${left}${rest?.sign}`}`;
}

/** How long ago a timestamp was; `<unknown>` without one. */
export function ageOf(timestamp: unknown, nowMs: number): string {
  const atMs = typeof timestamp === 'string' ? Date.parse(timestamp) : Number.NaN;
  return Number.isNaN(atMs) ? '<unknown>' : humanDuration(nowMs - atMs);
}
