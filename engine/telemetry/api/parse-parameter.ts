import { parseTimestamp } from '@petstore/chassis/time';

const decimal = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const duration = /^(?:(\d+)y)?(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?(?:(\d+)ms)?$/;
const unitsMs = [31_536_000_000, 604_800_000, 86_400_000, 3_600_000, 60_000, 1_000, 1];

/** Beyond it a time means nothing to anybody. */
const furthestMs = 9_223_372_036_854;

/** Seconds since the epoch, or RFC 3339, in milliseconds; `null` when it is neither. */
export function parseTime(written: string): number | null {
  if (!decimal.test(written)) return parseTimestamp(written);
  const time = Math.round(Number(written) * 1_000);
  return Math.abs(time) <= furthestMs * 1_000 ? time : null;
}

/** Seconds, or Prometheus' `1h30m`, in milliseconds; `null` when it is neither. */
export function parseDuration(written: string): number | null {
  if (decimal.test(written)) {
    const length = Number(written) * 1_000;
    return Math.abs(length) <= furthestMs ? length : null;
  }
  const parts = duration.exec(written);
  if (parts === null || written === '') return null;
  const length = unitsMs.reduce((sum, unit, index) => sum + unit * Number(parts[index + 1] ?? 0), 0);
  return length <= furthestMs ? length : null;
}
