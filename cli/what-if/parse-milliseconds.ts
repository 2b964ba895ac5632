const unitMs: Readonly<Record<string, number>> = { h: 3_600_000, m: 60_000, s: 1_000, ms: 1 };

/** A number as it is, or a text such as `5s`, `1m30s` or `100ms`; null for anything else. */
export function parseMilliseconds(value: unknown): number | null {
  if (typeof value === 'number') return Number.isFinite(value) && value >= 0 ? value : null;
  if (typeof value !== 'string' || !/^(\d+(\.\d+)?(h|ms|m|s))+$/.test(value)) return null;
  return [...value.matchAll(/(\d+(?:\.\d+)?)(h|ms|m|s)/g)].reduce(
    (total, [, amount, unit = 's']) => total + Number(amount) * (unitMs[unit] ?? 0),
    0,
  );
}
