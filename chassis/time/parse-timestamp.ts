const pattern =
  /^(\d{4}-\d\d-\d\d)[Tt]([01]\d|2[0-3]):([0-5]\d):([0-5]\d)(?:\.(\d+))?(?:[Zz]|([+-])([01]\d|2[0-3]):([0-5]\d))$/;
const minuteMs = 60_000;

/**
 * Parses an RFC 3339 date-time into milliseconds since the epoch; `null` if it is not one. The day must exist, the
 * offset is required, and digits beyond milliseconds are cut off. Like Go's `time.Parse`, and so Prometheus and
 * Kubernetes, it accepts no leap second (second 60). Letters may be lower-case (RFC 3339 section 5.6), and the year
 * 0000 is accepted.
 *
 * @example parseTimestamp('2026-11-30T12:00:00.5+01:00') // 1796036400500
 * @example parseTimestamp('2026-11-31T00:00:00Z') // null, where `Date.parse` reads 1 December
 */
export function parseTimestamp(text: string): number | null {
  const parts = pattern.exec(text);
  if (parts === null) return null;
  const [, date = '', hour, minute, second, fraction = '', sign, offsetHours = '0', offsetMinutes = '0'] =
    parts;
  const day = startOfDay(date);
  if (day === null) return null;
  const timeOfDay = (Number(hour) * 60 + Number(minute)) * minuteMs + Number(second) * 1_000;
  const offset = (Number(offsetHours) * 60 + Number(offsetMinutes)) * minuteMs;
  const milliseconds = Number(fraction.slice(0, 3).padEnd(3, '0'));
  return day + timeOfDay + milliseconds + (sign === '-' ? offset : -offset);
}

/** Whether a text is a calendar day `YYYY-MM-DD` that PostgreSQL can store: years begin with 0001. */
export function isCalendarDate(text: string): boolean {
  return startOfDay(text) !== null && !text.startsWith('0000');
}

function startOfDay(date: string): number | null {
  if (!/^\d{4}-\d\d-\d\d$/.test(date)) return null;
  const day = new Date(`${date}T00:00:00Z`);
  // `Date` accepts the 31st of every month and continues into the next one.
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(date) ? day.getTime() : null;
}
