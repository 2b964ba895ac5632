import { expect, it } from 'vitest';
import { parseDuration, parseTime } from './read-parameters.ts';

it.each([
  ['0', 0],
  ['1700000000', 1_700_000_000_000],
  ['1700000000.1236', 1_700_000_000_124],
  ['1.7e9', 1_700_000_000_000],
  ['-1', -1_000],
  ['2023-11-14T22:13:20Z', 1_700_000_000_000],
  ['2023-11-14T23:13:20.5+01:00', 1_700_000_000_500],
  ['2023-11-14', null],
  ['2026-11-31T00:00:00Z', null],
  ['2026-01-01T24:00:00Z', null],
  ['now', null],
  ['', null],
  ['NaN', null],
  ['1e30', null],
])('reads the time %s as %s', (written, time) => expect(parseTime(written)).toBe(time));

it.each([
  ['15', 15_000],
  ['0.5', 500],
  ['15s', 15_000],
  ['1h30m', 5_400_000],
  ['1d500ms', 86_400_500],
  ['-5', -5_000],
  ['30m1h', null],
  ['1.5h', null],
  ['s', null],
  ['', null],
])('reads the duration %s as %s', (written, length) => expect(parseDuration(written)).toBe(length));
