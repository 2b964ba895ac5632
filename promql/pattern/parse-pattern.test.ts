import { describe, expect, test } from 'vitest';
import { parsePattern } from './parse-pattern.ts';
import { PatternError } from './pattern-syntax.ts';

describe('a pattern that RE2 refuses is refused', () => {
  test.each([
    '^(?!/internal/).*$',
    '(?=a)b',
    '(?<=a)b',
    '(?<!a)b',
    '(?>a)',
    '(?#words)a',
    '(?x)a',
    '^/api/data(?.*)?$',
    '(a)\\1',
    '\\k<name>',
    '(?P=name)',
    'a**',
    'a*+',
    'a{2}{3}',
    'a{1001}',
    'a{2,1}',
    '(a{100}){100}',
    '*',
    '(?i)*',
    '{2}',
    'a|{2}',
    '[',
    '[z-a]',
    '[[:nope:]]',
    '(',
    ')',
    '\\',
    '\\Z',
    '\\cA',
    '\\x{110000}',
    '\\p{ASCII}',
    '\\p{Letter}',
    '(?P<n>a)(?P<n>b)',
  ])('%s', (source) => {
    expect(() => parsePattern(source)).toThrow(PatternError);
  });
});

describe('a pattern that RE2 accepts is accepted', () => {
  test.each([
    '^/api(/.*)?$',
    '(?i)^beta$',
    'a(?i)b(?-i:c)',
    '(?:)*',
    '(?P<id>[0-9]+)',
    '(?<id>[0-9]+)',
    '[[:alpha:]_]',
    '[[:alpha]',
    '[]a]',
    '[^]a]',
    '\\Qa+b\\E\\Qc',
    'x{,5}',
    'a{02}',
    '{',
    '(a*){1000}',
    '\\pL\\p{Greek}\\P{^Lu}',
    '\\x{10FFFF}\\x41\\012',
    '\\A.*?\\z',
    '',
  ])('%s', (source) => {
    expect(() => parsePattern(source)).not.toThrow();
  });
});
