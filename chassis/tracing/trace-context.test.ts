import { describe, expect, it } from 'vitest';
import { parseTraceparent } from './trace-context.ts';
import { acceptTracestate } from './tracestate.ts';

const ids = `${'a'.repeat(32)}-${'b'.repeat(16)}`;

describe('traceparent', () => {
  it.each([
    ['passes on no flag without a meaning', `00-${ids}-ff`, '03'],
    ['of a version to come passes on the flags that have a meaning', `01-${ids}-fd-more`, '01'],
  ])('%s', (_title, header, flags) => {
    expect(parseTraceparent(header)?.flags).toBe(flags);
  });

  it.each([
    ['sent twice', `00-${ids}-01, 00-${ids}-01`],
    ['sent twice in a version to come with more fields', `cc-${ids}-01-x, cc-${ids}-01-x`],
    ['in capital letters', `00-${ids.toUpperCase()}-01`],
    ['within white space that HTTP does not know', `\u00a000-${ids}-01`],
    ['that is empty', ''],
  ])('%s is invalid, and its tracestate is dropped', (_title, header) => {
    expect(parseTraceparent(header, 'foo=1')).toBeUndefined();
  });
});

describe('tracestate', () => {
  it.each([
    ['a key that begins with a digit', '0a=1', '0a=1'],
    ['a value with leading spaces', 'foo=  1', 'foo=  1'],
    ['a value of 256 characters', `foo=${'v'.repeat(256)}`, `foo=${'v'.repeat(256)}`],
    ['a value of 257 characters', `foo=${'v'.repeat(257)}`, undefined],
    ['empty members', ',foo=1, ,,bar=2,', 'foo=1,bar=2'],
    ['nothing but empty members', ' , \t,', undefined],
    ['32 members among empty ones', `,${'a=1,'.repeat(32)}`, Array(32).fill('a=1').join(',')],
    ['a key without a value', 'foo', undefined],
    ['a value without a key', '=1', undefined],
    ['a control character', 'foo=1\u0001', undefined],
    ['a character that is no ASCII', 'foo=\u00e9', undefined],
    ['one malformed member among good ones', 'foo=1,Bar=2,baz=3', undefined],
  ])('with %s', (_title, header, expected) => {
    expect(acceptTracestate(header)).toBe(expected);
  });

  it('that is too long loses its long members first, then its last ones', () => {
    const long = (key: string) => `${key}=${'v'.repeat(200)}`;
    const short = (key: string) => `${key}=${'v'.repeat(100)}`;
    const keys = Array.from({ length: 30 }, (_, index) => `k${index + 10}`);
    const mixed = ['first=1', ...keys.map((key, index) => (index % 2 === 0 ? long(key) : short(key)))];
    const accepted = acceptTracestate(mixed.join(','))?.split(',') ?? [];
    expect(accepted.join(',').length).toBeLessThanOrEqual(4_096);
    expect(accepted.filter((member) => member.length <= 128)).toHaveLength(16);
    expect(accepted[0]).toBe('first=1');
    const many = Array.from({ length: 32 }, (_, index) => `k${index + 10}=${'v'.repeat(124)}`);
    expect(acceptTracestate(many.join(','))).toBe(many.slice(0, 31).join(','));
  });

  it('is read in linear time', () => {
    const startedAt = performance.now();
    acceptTracestate(`foo=1${' \t'.repeat(100_000)}x,${','.repeat(100_000)}`);
    expect(performance.now() - startedAt).toBeLessThan(1_000);
  });
});
