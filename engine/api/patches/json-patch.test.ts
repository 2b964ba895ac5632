import { describe, expect, it } from 'vitest';
import { applyJsonPatch } from './json-patch.ts';

describe('applyJsonPatch', () => {
  /** After the examples of RFC 6902, appendix A. */
  it.each([
    [
      'adds a member',
      { foo: 'bar' },
      [{ op: 'add', path: '/baz', value: 'qux' }],
      { baz: 'qux', foo: 'bar' },
    ],
    [
      'adds an entry',
      { foo: ['a', 'c'] },
      [{ op: 'add', path: '/foo/1', value: 'b' }],
      { foo: ['a', 'b', 'c'] },
    ],
    [
      'adds an entry at the end',
      { foo: ['a'] },
      [{ op: 'add', path: '/foo/-', value: ['b'] }],
      { foo: ['a', ['b']] },
    ],
    ['replaces what it adds over', { foo: 1 }, [{ op: 'add', path: '/foo', value: null }], { foo: null }],
    ['removes a member', { baz: 1, foo: 2 }, [{ op: 'remove', path: '/baz' }], { foo: 2 }],
    ['removes an entry', { foo: [1, 2, 3] }, [{ op: 'remove', path: '/foo/1' }], { foo: [1, 3] }],
    [
      'replaces a value',
      { foo: { bar: 1 } },
      [{ op: 'replace', path: '/foo/bar', value: 2 }],
      { foo: { bar: 2 } },
    ],
    ['replaces all', { foo: 1 }, [{ op: 'replace', path: '', value: { bar: 1 } }], { bar: 1 }],
    [
      'moves a value',
      { a: { b: 1 }, c: {} },
      [{ op: 'move', from: '/a/b', path: '/c/d' }],
      { a: {}, c: { d: 1 } },
    ],
    ['moves an entry', { a: [1, 2, 3] }, [{ op: 'move', from: '/a/0', path: '/a/2' }], { a: [2, 3, 1] }],
    [
      'copies a value',
      { a: { b: 1 } },
      [{ op: 'copy', from: '/a', path: '/c' }],
      { a: { b: 1 }, c: { b: 1 } },
    ],
    [
      'tests whatever the order of members',
      { a: { x: 1, y: 2 } },
      [{ op: 'test', path: '/a', value: { y: 2, x: 1 } }],
      { a: { x: 1, y: 2 } },
    ],
    [
      'reads escaped names',
      { 'a/b': 1, 'c~d': 2 },
      [
        { op: 'remove', path: '/a~1b' },
        { op: 'remove', path: '/c~0d' },
      ],
      {},
    ],
    ['reads ~01 as ~1', { '~1': 1 }, [{ op: 'remove', path: '/~01' }], {}],
  ])('%s', (_, document, patch, expected) => {
    const before = structuredClone(document);
    expect(applyJsonPatch(document, patch)).toEqual(expected);
    expect(document).toEqual(before);
  });

  it.each([
    ['a test that fails', [{ op: 'test', path: '/a', value: 2 }]],
    ['a member that is not there', [{ op: 'remove', path: '/b' }]],
    ['a replacement of nothing', [{ op: 'replace', path: '/b', value: 1 }]],
    ['an index beyond the end', [{ op: 'add', path: '/list/4', value: 1 }]],
    ['an index with a leading zero', [{ op: 'remove', path: '/list/00' }]],
    ['the end of a list as a value', [{ op: 'remove', path: '/list/-' }]],
    ['a name of the prototype', [{ op: 'copy', from: '/constructor', path: '/b' }]],
    ['a path below a number', [{ op: 'add', path: '/a/b', value: 1 }]],
    ['a value moved into itself', [{ op: 'move', from: '/object', path: '/object/inner' }]],
  ])('fails as a whole at %s', (_, patch) => {
    const document = { a: 1, list: [1, 2, 3], object: {} };
    expect(() => applyJsonPatch(document, [{ op: 'add', path: '/a', value: 1 }, ...patch])).toThrowError(
      expect.objectContaining({ code: 'patch-failed' }),
    );
  });

  it.each([
    ['an object', {}],
    ['an operation that is none', [1]],
    ['an unknown op', [{ op: 'merge', path: '/a' }]],
    ['a missing value', [{ op: 'add', path: '/a' }]],
    ['a path that is no pointer', [{ op: 'remove', path: 'a' }]],
    ['a missing from', [{ op: 'move', path: '/a' }]],
  ])('cannot read %s', (_, patch) => {
    expect(() => applyJsonPatch({ a: 1 }, patch)).toThrowError(
      expect.objectContaining({ code: 'patch-malformed' }),
    );
  });

  it('makes a member of its own of a name that objects inherit', () => {
    const result = applyJsonPatch({}, [{ op: 'add', path: '/__proto__', value: { polluted: true } }]);
    expect(Object.keys(result as object)).toEqual(['__proto__']);
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
  });
});
