import { expect, it } from 'vitest';
import { renderChart, shortNumber } from './render-chart.ts';

const options = {
  startMs: 0,
  endMs: 60_000,
  width: 20,
  height: 3,
  paint: (_: unknown, text: string) => text,
};
const pointsOf = (...values: number[]) =>
  values.map((value, index) => ({ timeMs: (index * 60_000) / (values.length - 1), value }));

it('draws a rising series with its bounds and times', () => {
  const lines = renderChart({ ...options, points: pointsOf(0, 25, 50, 75, 100) }).split('\n');
  expect(lines).toHaveLength(4);
  expect(lines[0]).toMatch(/^100 ┤\u2800+.+$/);
  expect(lines[2]).toMatch(/^ {2}0 ┤[^\u2800]\u2800/);
  expect(lines[3]).toMatch(/\d\d:\d\d:\d\d$/);
  expect(lines.every((line) => line.length <= 20)).toBe(true);
});

it('draws a constant series in the middle and skips NaN and infinities', () => {
  const lines = renderChart({ ...options, points: pointsOf(5, 5, 5) }).split('\n');
  expect(lines[1]).toMatch(/[^\u2800]$/);
  expect(lines[0]).toMatch(/┤\u2800+$/);
  const gaps = renderChart({ ...options, points: pointsOf(1, Number.NaN, Infinity, 2) });
  expect([...gaps.matchAll(/[\u2801-\u28ff]/g)]).toHaveLength(2);
});

it('fits a narrow terminal', () => {
  const narrow = renderChart({ ...options, width: 12, points: pointsOf(123456.789, 7) });
  expect(narrow.split('\n').every((line) => line.length <= 14)).toBe(true);
});

it.each([
  [0.000012345678, '0.000012346'],
  [123456789, '123460000'],
  [5, '5'],
  [Number.NaN, 'NaN'],
])('formats %s as %s', (value, text) => expect(shortNumber(value)).toBe(text));
