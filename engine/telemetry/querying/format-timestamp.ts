/** Milliseconds as seconds, with three decimals where there are any: the API's way. */
export function formatTimestamp(timestampMs: number): string {
  const whole = Math.trunc(timestampMs / 1_000);
  const fraction = Math.abs(timestampMs % 1_000);
  const sign = timestampMs < 0 && whole === 0 ? '-' : '';
  return fraction === 0 ? `${whole}` : `${sign}${whole}.${String(fraction).padStart(3, '0')}`;
}
