import { describe, expect, it } from 'vitest';
import { columnParsers } from './column-parsers.ts';

const parse = (oid: number, text: string): unknown => columnParsers.getTypeParser(oid)(text);

describe('columnParsers', () => {
  it('reads int8 as a number', () => {
    expect(parse(20, '-9007199254740991')).toBe(-9_007_199_254_740_991);
  });

  it('refuses an int8 that a number cannot hold exactly', () => {
    expect(() => parse(20, '9007199254740992')).toThrowError(
      expect.objectContaining({ code: 'integer-not-safe' }),
    );
  });

  it('reads arrays of int8, with nulls, nesting and bounds', () => {
    expect(parse(1016, '{1,-2,NULL}')).toEqual([1, -2, null]);
    expect(parse(1016, '{{1},{2}}')).toEqual([[1], [2]]);
    expect(parse(1016, '[0:1]={7,8}')).toEqual([7, 8]);
    expect(() => parse(1016, '{9007199254740993}')).toThrowError();
  });

  it('leaves dates and zoneless timestamps as text, whatever the zone of the process', () => {
    expect(parse(1082, '2026-03-29')).toBe('2026-03-29');
    expect(parse(1114, '2026-03-29 02:30:00')).toBe('2026-03-29 02:30:00');
  });

  it('leaves xid8 and numeric as text', () => {
    expect(parse(5069, '18446744073709551615')).toBe('18446744073709551615');
    expect(parse(1700, '0.10')).toBe('0.10');
  });

  it('keeps the parsers of the driver for the rest', () => {
    expect(parse(23, '7')).toBe(7);
    expect(parse(3802, '{"a":[1]}')).toEqual({ a: [1] });
  });
});
