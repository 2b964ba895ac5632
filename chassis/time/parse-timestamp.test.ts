import { expect, it } from 'vitest';
import { isCalendarDate, parseTimestamp } from './parse-timestamp.ts';

it.each([
  ['1970-01-01T00:00:00Z', 0],
  ['2023-11-14T22:13:20Z', 1_700_000_000_000],
  ['2023-11-14T23:13:20.5+01:00', 1_700_000_000_500],
  ['2023-11-14T16:43:20-05:30', 1_700_000_000_000],
  ['2023-11-14t22:13:20z', 1_700_000_000_000],
  ['2023-11-14T22:13:20-00:00', 1_700_000_000_000],
  ['2023-11-14T22:13:20.123999999Z', 1_700_000_000_123],
  ['1969-12-31T23:59:59.9999Z', -1],
  ['2024-02-29T23:59:59Z', 1_709_251_199_000],
  ['2000-02-29T00:00:00Z', 951_782_400_000],
  ['2023-11-14T23:59:59+23:59', 1_699_920_059_000],
  ['0000-01-01T00:00:00Z', -62_167_219_200_000],
  ['0050-01-01T00:00:00Z', -60_589_296_000_000],
  ['9999-12-31T23:59:59.999Z', 253_402_300_799_999],
])('reads %s', (text, time) => expect(parseTimestamp(text)).toBe(time));

it.each([
  ['the 31st of a month of 30 days', '2026-11-31T00:00:00Z'],
  ['30 February', '2024-02-30T00:00:00Z'],
  ['29 February of a common year', '2026-02-29T00:00:00Z'],
  ['29 February of a century that is no leap year', '1900-02-29T00:00:00Z'],
  ['month 13', '2026-13-01T00:00:00Z'],
  ['month 0', '2026-00-01T00:00:00Z'],
  ['day 0', '2026-01-00T00:00:00Z'],
  ['day 32', '2026-01-32T00:00:00Z'],
  ['hour 24', '2026-01-01T24:00:00Z'],
  ['minute 60', '2026-01-01T00:60:00Z'],
  ['a leap second', '2016-12-31T23:59:60Z'],
  ['an offset of 24 hours', '2026-01-01T00:00:00+24:00'],
  ['an offset of 60 minutes', '2026-01-01T00:00:00+01:60'],
  ['an offset without its colon', '2026-01-01T00:00:00+0100'],
  ['no offset', '2026-01-01T00:00:00'],
  ['no seconds', '2026-01-01T00:00Z'],
  ['no time', '2026-01-01'],
  ['a blank for the T', '2026-01-01 00:00:00Z'],
  ['a point without a fraction', '2026-01-01T00:00:00.Z'],
  ['a comma before the fraction', '2026-01-01T00:00:00,5Z'],
  ['a year of five digits', '10000-01-01T00:00:00Z'],
  ['a year with a sign', '+002026-01-01T00:00:00Z'],
  ['one digit of a month', '2026-1-01T00:00:00Z'],
  ['digits of another script', '２026-01-01T00:00:00Z'],
  ['white space around it', ' 2026-01-01T00:00:00Z'],
  ['a line after it', '2026-01-01T00:00:00Z\n'],
  ['nothing', ''],
])('refuses %s', (_what, text) => expect(parseTimestamp(text)).toBeNull());

it('knows the days of the calendar', () => {
  for (const date of ['2026-11-30', '2024-02-29', '0001-01-01']) expect(isCalendarDate(date)).toBe(true);
  for (const date of ['2026-11-31', '2023-02-29', '0000-01-01', '2026-1-1', '2026-11-30T00:00:00Z'])
    expect(isCalendarDate(date)).toBe(false);
});
