import { describe, expect, test } from 'vitest';
import { bitString, integer, objectIdentifier, octetString, sequence, time } from './der.ts';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

describe('values are encoded as X.690 says', () => {
  test.each([
    ['a small integer', integer(Buffer.from([2])), '020102'],
    ['an integer whose first bit is set stays positive', integer(Buffer.from([0x80])), '02020080'],
    [
      'an object identifier with parts above 127',
      objectIdentifier('1.2.840.10045.4.3.2'),
      '06082a8648ce3d040302',
    ],
    ['an empty sequence', sequence(), '3000'],
    ['a bit string tells its unused bits', bitString(Buffer.from([0x80]), 7), '03020780'],
    [
      'a time before 2050',
      time(Date.UTC(2036, 10, 22, 1, 2, 3)),
      `170d${Buffer.from('361122010203Z').toString('hex')}`,
    ],
    [
      'a time from 2050 on',
      time(Date.UTC(2050, 0, 1)),
      `180f${Buffer.from('20500101000000Z').toString('hex')}`,
    ],
  ])('%s', (_, encoded, expected) => {
    expect(hex(encoded)).toBe(expected);
  });

  test.each([
    [0x7f, '047f'],
    [0x80, '048180'],
    [0x100, '04820100'],
  ])('a content of %i bytes begins with its length', (length, expected) => {
    expect(hex(octetString(Buffer.alloc(length))).slice(0, expected.length)).toBe(expected);
  });
});
