import { expect, it } from 'vitest';
import { nextDue, offsetOf, scrapeTime } from './target-scraper.ts';

it('spreads targets over the interval, each at its own place for ever', () => {
  const offsets = Array.from({ length: 1_000 }, (_, index) => offsetOf(`target-${index}`, 5_000));
  expect(offsets.every((offset) => offset >= 0 && offset < 5_000)).toBe(true);
  const quarters = [0, 1, 2, 3].map(
    (quarter) => offsets.filter((offset) => Math.floor(offset / 1_250) === quarter).length,
  );
  expect(Math.min(...quarters)).toBeGreaterThan(150);
  expect(offsetOf('target-7', 5_000)).toBe(offsets[7]);
});

it.each([
  [10_000, 12_000],
  [11_999, 12_000],
  [12_000, 17_000],
])('after %s the next time of offset 2000 is %s', (now, due) => expect(nextDue(now, 5_000, 2_000)).toBe(due));

it.each([
  [12_000, 12_000],
  [12_049, 12_000],
  [11_999, 12_000],
  [12_051, 12_051],
])('a scrape at %s bears the time %s', (now, time) => expect(scrapeTime(12_000, now, 5_000)).toBe(time));
