import { describe, expect, test } from 'vitest';
import { parseDocuments } from './parse-documents.ts';

const valuesOf = (text: string) => parseDocuments('x.yaml', text).documents.map(({ value }) => value);
const problemsOf = (text: string) => parseDocuments('x.yaml', text).problems;

describe('YAML is read as Kubernetes reads it', () => {
  test.each([
    ['a leading zero is octal', 'mode: 0644', { mode: 420 }],
    ['yes and off are booleans', 'a: yes\nb: off', { a: true, b: false }],
    ['a date stays a text', 'day: 2026-11-22', { day: '2026-11-22' }],
    ['a time stays a text', 'at: 12:30', { at: '12:30' }],
    [
      'anchors and merges are followed',
      'a: &a { x: 1 }\nb: { <<: *a, z: 2 }',
      { a: { x: 1 }, b: { x: 1, z: 2 } },
    ],
  ])('%s', (_, text, value) => {
    expect(valuesOf(text)).toEqual([value]);
  });

  test('empty documents of a file are skipped', () => {
    expect(valuesOf('---\n# nothing\n---\na: 1\n---\n')).toEqual([{ a: 1 }]);
    expect(valuesOf('')).toEqual([]);
  });
});

describe('broken YAML is told with line and column', () => {
  test.each([
    ['an open list', 'a: 1\nb: [1\n', 3, 1],
    ['a wrong indentation', 'a:\n  b: 1\n c: 2\n', 3, 1],
    ['a tab as indentation', 'a:\n\tb: 1\n', 2, 1],
    ['a key twice', 'a: 1\nb: 2\na: 3\n', 3, 1],
    ['an unknown tag', 'a: !secret x\n', 1, 4],
    ['an unknown anchor', 'a: 1\nb: *nobody\n', 2, 4],
    ['a merge of what is no map', '# why\na: { <<: 1 }\n', 2, 1],
  ])('%s', (_, text, line, column) => {
    expect(problemsOf(text)).toContainEqual({
      file: 'x.yaml',
      line,
      column,
      path: '',
      message: expect.stringMatching(/^is not valid YAML: /),
    });
  });

  test('and does not hide the other documents of the file', () => {
    const { documents, problems } = parseDocuments('x.yaml', 'a: *nobody\n---\nb: 1\n---\nc: [\n');
    expect(problems.map(({ line }) => line)).toEqual([1, 6]);
    expect(documents.filter(({ isWellFormed }) => isWellFormed).map(({ value }) => value)).toEqual([
      { b: 1 },
    ]);
  });
});

describe('a text that would fill the memory is refused', () => {
  test('when anchors multiply', () => {
    const levels = Array.from({ length: 9 }, (_, level) => {
      const use =
        level === 0
          ? '[x, x, x, x, x, x, x, x, x]'
          : `[${Array(9)
              .fill(`*l${level - 1}`)
              .join(', ')}]`;
      return `l${level}: &l${level} ${use}`;
    });
    expect(problemsOf(levels.join('\n'))).toEqual([
      expect.objectContaining({ line: 2, message: expect.stringContaining('anchors too often') }),
    ]);
  });

  test.each([
    ['lists', '['.repeat(5_000)],
    ['maps', '{a: '.repeat(5_000)],
    ['blocks', '- '.repeat(5_000)],
  ])('when %s are nested without end', (_, text) => {
    expect(problemsOf(text)).toEqual([
      expect.objectContaining({ message: expect.stringContaining('too deeply') }),
    ]);
  });
});

test('a document that is no object is refused', () => {
  expect(problemsOf('a: 1\n---\n- b\n')).toEqual([
    { file: 'x.yaml', line: 3, column: 1, path: '', message: expect.stringMatching(/^is no object/) },
  ]);
});

test('a problem is placed at the key of its field, or at the nearest field above what is missing', () => {
  const [document] = parseDocuments('x.yaml', 'spec:\n  list:\n    - name: a\n    - name: b\n').documents;
  const place = (path: (string | number)[]) => {
    const problem = document?.problemAt(path, 'm');
    return [problem?.line, problem?.column, problem?.path];
  };
  expect(place(['spec', 'list', 1, 'name'])).toEqual([4, 7, 'spec.list[1].name']);
  expect(place(['spec', 'list', 1])).toEqual([4, 7, 'spec.list[1]']);
  expect(place(['spec', 'absent', 'deep'])).toEqual([1, 1, 'spec.absent.deep']);
  expect(place([])).toEqual([1, 1, '']);
});
