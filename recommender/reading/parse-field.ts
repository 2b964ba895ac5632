const secondsPerMs = 1_000;
/** Larger numbers cannot be seconds: they would lie beyond the year 5138. */
const leastMs = 1e11;
const leastMicroseconds = 1e14;

const isoPattern =
  /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?))?\s*(Z|[+-]\d{2}:?\d{2})?$/;
const slashPattern = /^(\d{1,2})\/(\d{1,2})\/(\d{4})(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2}))?)?$/;

/** Texts that exports write for a missing value. */
const nothing: ReadonlySet<string> = new Set(['', 'nan', 'null', 'none', '\\n', 'na']);

export function isMissing(text: string): boolean {
  return nothing.has(text.toLowerCase());
}

/**
 * Milliseconds since the epoch, or null. Accepts ISO 8601 (UTC if without zone), `month/day/year hour:minute`, and
 * numbers of seconds, milliseconds or microseconds since the epoch, distinguished by magnitude.
 */
export function parseTime(text: string): number | null {
  if (/^\d+(\.\d+)?$/.test(text)) return epochToMs(Number(text));
  const iso = isoPattern.exec(text);
  const parsed = iso === null ? parseSlashed(text) : parseIso(iso);
  return Number.isNaN(parsed) ? null : parsed;
}

export function epochToMs(number: number): number | null {
  if (!Number.isFinite(number) || number < 0) return null;
  if (number >= leastMicroseconds) return number / secondsPerMs;
  return number >= leastMs ? number : number * secondsPerMs;
}

/** A finite number, or null. */
export function parseNumber(text: string): number | null {
  const number = text === '' ? Number.NaN : Number(text);
  return Number.isFinite(number) ? number : null;
}

/** Whether an unnamed field looks like a time instead of a rating. */
export function looksLikeTime(text: string): boolean {
  const number = parseNumber(text);
  return number === null ? parseTime(text) !== null : number >= 1e8;
}

function parseIso([, date = '', time = '00:00', zone = 'Z']: readonly string[]): number {
  const padded = time.length < 5 || time[1] === ':' ? `0${time}` : time;
  // `Date.parse` takes the 31st of every month, and hour 24.
  const day = new Date(`${date}T00:00Z`);
  const isDay = !Number.isNaN(day.getTime()) && day.toISOString().slice(0, 10) === date;
  return isDay && !padded.startsWith('24') ? Date.parse(`${date}T${padded}${zone}`) : Number.NaN;
}

function parseSlashed(text: string): number {
  const fields = slashPattern
    .exec(text)
    ?.slice(1)
    .map((field) => Number(field ?? 0));
  if (fields === undefined) return Number.NaN;
  const [month = 0, day = 0, year = 0, hour = 0, minute = 0, second = 0] = fields;
  const date = new Date(Date.UTC(year, month - 1, day, hour, minute, second));
  // `Date.UTC` counts on where a field is too great, and takes the years before 100 for ones of the twentieth century.
  const isDay =
    date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return isDay && minute < 60 && second < 60 ? date.getTime() : Number.NaN;
}
