import { expect, it } from 'vitest';
import type { QueryData } from './query-data.ts';
import { type QueryView, renderQuery } from './render-query.ts';

const view = (changes: Partial<QueryView> = {}, columns = 80): QueryView => ({
  terminal: { paint: (_style, text) => text, columns },
  hasChart: false,
  startMs: 0,
  endMs: 10_000,
  ...changes,
});

const matrix: QueryData = {
  resultType: 'matrix',
  result: [
    {
      metric: { __name__: 'up', job: 'api' },
      values: [
        [0, '1'],
        [5, '3'],
        [10, '+Inf'],
      ],
    },
    {
      metric: { __name__: 'shop.open', 'floor.no': '1' },
      values: [
        [0, '0.5'],
        [10, '0.25'],
      ],
    },
  ],
};

it('prints a scalar or a string', () => {
  expect(renderQuery({ resultType: 'scalar', result: [0, '0.30000000000000004'] }, view())).toBe(
    '0.30000000000000004',
  );
});

it('lists the series of an instant vector with their values', () => {
  const lines = renderQuery(
    {
      resultType: 'vector',
      result: [
        { metric: { __name__: 'up', job: 'api' }, value: [0, '1'] },
        { metric: {}, histogram: [0, { count: '4', sum: '2.5' }] },
      ],
    },
    view(),
  ).split('\n');
  expect(lines[0]).toMatch(/^SERIES +VALUE$/);
  expect(lines[1]).toMatch(/^up\{job="api"\} +1$/);
  expect(lines[2]).toMatch(/^\{\} +count 4, sum 2\.5$/);
});

it('summarizes a range and draws it on a terminal', () => {
  const table = renderQuery(matrix, view()).split('\n');
  expect(table[1]).toMatch(/^up\{job="api"\} +3 +1 +Infinity +1 +Infinity$/);
  expect(table[2]).toMatch(/^\{"shop\.open", "floor\.no"="1"\} +2 +0\.5 +0\.25 +0\.25 +0\.5$/);
  const chart = renderQuery(matrix, view({ hasChart: true }, 40));
  expect(chart).toContain('up{job="api"}  now Infinity\n');
  expect(chart.split('\n').every((line) => line.length <= 40)).toBe(true);
});

it('says so when the result is empty', () => {
  expect(renderQuery({ resultType: 'vector', result: [] }, view())).toContain('No series');
});
