import { describe, expect, it } from 'vitest';
import { compilePattern } from './pattern.ts';

describe('a pattern', () => {
  it.each([
    ['a|b', 'b', true],
    ['a|b', 'ab', false],
    ['api-.+', 'api-server', true],
    ['api-.+', 'api-', false],
    ['.*server', 'app-server', true],
    ['.*erv.*', 'server', true],
    ['(?i:PRO).*', 'production', true],
    ['((?i)PRO)duction', 'production', true],
    ['((?i)PRO)DUCTION', 'production', false],
    ['.*?(?i:DUC).*', 'production', true],
    ['a.b', 'a\nb', true],
    ['(?-s:a.b)', 'a\nb', false],
    ['[[:alpha:]]+\\d{2,3}', 'ab123', true],
    ['[[:alpha:]]+\\d{2,3}', 'ab1', false],
    ['[^a-c]+', 'xyz', true],
    ['[^a-c]+', 'xbz', false],
    ['\\p{Greek}+', 'αβγ', true],
    ['\\pL+\\PL', 'äö1', true],
    ['\\Qa.b\\E+', 'a.bb', true],
    ['(?P<x>a+)b', 'aab', true],
    ['\\bfoo\\b', 'foo', true],
    ['x{0}y', 'y', true],
    ['', '', true],
    ['', 'a', false],
    ['😀.', '😀!', true],
    ['a{,2}', 'a{,2}', true],
  ])('%j matches %j: %j', (source, text, isMatch) => {
    expect(compilePattern(source).matches(text)).toBe(isMatch);
  });

  it.each(['(', ')', '[a', 'a**', '*', '(?=a)', '\\1', 'a{1001}', '[z-a]', '\\pX', '(?<n', 'a\\'])(
    'refuses %j',
    (source) => {
      expect(() => compilePattern(source)).toThrow(/error parsing regexp/);
    },
  );

  it('finds groups by leftmost-first semantics', () => {
    expect(compilePattern('(.*?)-(.*)').groups('a-b-c')).toEqual(['a-b-c', 'a', 'b-c']);
    expect(compilePattern('(a|ab)(c|bcd)?(d*)').groups('abcd')).toEqual(['abcd', 'a', 'bcd', '']);
    expect(compilePattern('x(y)?').groups('x')).toEqual(['x', '']);
    expect(compilePattern('a').groups('b')).toBeUndefined();
  });

  it('matches in linear time where backtracking would be exponential', () => {
    expect(compilePattern('(a+)+(b*)*c').matches('a'.repeat(5000))).toBe(false);
  });
});
