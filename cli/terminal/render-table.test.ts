import { expect, test } from 'vitest';
import { createPaint, type Paint } from './paint.ts';
import { cutText, renderTable } from './render-table.ts';

const plain = createPaint({ isTerminal: false, environment: {} });
const marked: Paint = (style, text) => `<${style}>${text}</>`;

const columns = [{ title: 'NAME' }, { title: 'COUNT', isRight: true }, { title: 'NOTE', isShrinkable: true }];
const rows = [
  ['gateway', '2', 'all is well here'],
  ['a', '10', ''],
];

test('aligns columns to their widest cell without trailing blanks', () => {
  expect(renderTable({ columns, rows, paint: plain, width: 80, indent: '' })).toBe(
    ['NAME     COUNT  NOTE', 'gateway      2  all is well here', 'a           10'].join('\n'),
  );
});

test('measures a cell without its colours', () => {
  const painted = [[{ text: 'ab', style: 'good' as const }, '1', 'x']];
  expect(renderTable({ columns: [{}, {}, {}], rows: painted, paint: marked, width: 80, indent: '' })).toBe(
    '<good>ab</>  1  x',
  );
});

test('truncates the shrinkable column on a narrow terminal', () => {
  const lines = renderTable({ columns, rows, paint: plain, width: 30, indent: '  ' }).split('\n');
  expect(lines[1]).toBe('  gateway      2  all is well…');
  expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(30);
});

test('exceeds the width where truncating is not enough', () => {
  const lines = renderTable({ columns, rows, paint: plain, width: 5, indent: '' }).split('\n');
  expect(lines[1]).toBe('gateway      2  all i…');
});

test('drops optional columns by their order where truncating is not enough', () => {
  const spare = [
    { title: 'POD', isShrinkable: true, isCutAtStart: true },
    { title: 'PID', dropOrder: 2 },
    { title: 'PORT', dropOrder: 1 },
  ];
  const pods = [['gateway-5d8f-x2k4q', '4711', '20001']];
  const at = (width: number) =>
    renderTable({ columns: spare, rows: pods, paint: plain, width, indent: '' }).split('\n')[1];
  expect(at(40)).toBe('gateway-5d8f-x2k4q  4711  20001');
  expect(at(19)).toBe('…x2k4q  4711  20001');
  expect(at(18)).toBe('…-5d8f-x2k4q  4711');
  expect(at(12)).toBe('…x2k4q  4711');
  expect(at(11)).toBe('…5d8f-x2k4q');
});

test.each([
  ['short', 10, 'short'],
  ['exactly', 7, 'exactly'],
  ['too long', 5, 'too …'],
  ['gone', 0, ''],
  ['one', 1, 'o'],
])('truncates %j to %i characters', (text, width, expected) => {
  expect(cutText(text, width)).toBe(expected);
});
