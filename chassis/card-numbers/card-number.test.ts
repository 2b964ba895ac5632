import { describe, expect, it } from 'vitest';
import { holdsCardNumber, maskCardNumbers } from './card-number.ts';

/** The networks' published test numbers. */
const numbers = [
  ['Visa', '4111111111111111'],
  ['Visa of 13 digits', '4222222222222'],
  ['Visa of 19 digits', '4000000000000000006'],
  ['Mastercard', '5555555555554444'],
  ['Mastercard of the range 2', '2223003122003222'],
  ['American Express', '378282246310005'],
  ['Diners Club', '30569309025904'],
  ['Discover', '6011111111111117'],
  ['JCB', '3530111333300000'],
  ['UnionPay', '6200000000000005'],
  ['Maestro', '6759649826438453'],
  ['Mir', '2201382000000013'],
] as const;

describe('a card number', () => {
  it.each(numbers)('of %s is found alone, in a token and within a text', (_network, number) => {
    for (const text of [
      number,
      `tok_${number}`,
      `tok${number}x`,
      `Ring twice. ${number}, exp 12/29, cvc 123.`,
    ])
      expect(holdsCardNumber(text), text).toBe(true);
    expect(maskCardNumbers(`a ${number} b`)).toBe('a [card number] b');
  });

  it.each([
    ['blanks', '4111 1111 1111 1111'],
    ['dashes', '4111-1111-1111-1111'],
    ['blanks and dashes', '4111 - 1111 - 1111 - 1111'],
    ['dots', '4111.1111.1111.1111'],
    ['underscores', 'tok_4111_1111_1111_1111'],
    ['no-break blanks', '4111\u00a01111\u00a01111\u00a01111'],
    ['blanks of no width', '4111\u200b1111\u200b1111\u200b1111'],
    ['long dashes', '4111\u20131111\u20131111\u20131111'],
    ['line breaks', '4111\r\n1111\r\n1111\r\n1111'],
    ['a blank after each digit', [...'4111111111111111'].join(' ')],
    ['groups of American Express', '3782 822463 10005'],
    ['fullwidth digits', '４１１１１１１１１１１１１１１１'],
    ['Arabic-Indic digits', '٤١١١١١١١١١١١١١١١'],
    ['Devanagari digits', '४१११११११११११११११'],
    ['mathematical digits', '𝟒𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏'],
    ['circled digits', '④①①①①①①①①①①①①①①①'],
    ['another number before it', 'house 12 4111 1111 1111 1111'],
    ['another number after it', '4111 1111 1111 1111 12/29 123'],
    ['a plus before it', '+4111 1111 1111 1111'],
  ])('is found when written with %s', (_words, text) => {
    expect(holdsCardNumber(text)).toBe(true);
  });

  it.each([
    ['no text', ''],
    ['sixteen digits with another check digit', '4111111111111112'],
    ['sixteen digits of no network', '1234567812345670'],
    ['a longer run of digits', '94111111111111111119'],
    ['a mobile number with its prefix', '+49 1511 2345 6780'],
    ['a mobile number of 13 digits that passes Luhn', '+4915112345675'],
    ['the same with 00', '004915112345675'],
    ['two phone numbers', '030 12345678, (415) 555-0132'],
    ['an article number that passes Luhn', '4006381333870'],
    ['an order id', 'ord_0198a1b2-4111-7111-8111-111111111111'],
    ['a UUID of digits', '41111111-1111-4111-8111-111111111111'],
    ['a digest', 'a4111111111111111b4111111111111c'],
    ['a moment in milliseconds', 'run-1796059604000'],
    ['an IMEI', '356938035643809'],
    ['a SIM number', '8944110065004400081'],
    ['an IBAN', 'DE89 3704 0044 0532 0130 00'],
    ['a moment', '2026-11-30 17:26:44.123456'],
    ['a list of quantities', '5 12 44 16 100 200 300'],
  ])('is not found in %s', (_words, text) => {
    expect(holdsCardNumber(text)).toBe(false);
    expect(maskCardNumbers(text)).toBe(text);
  });

  it('is masked at each occurrence, and the text between stays unchanged', () => {
    expect(maskCardNumbers('🐈 4111 1111 1111 1111; 5555555555554444 ende')).toBe(
      '🐈 [card number]; [card number] ende',
    );
  });

  it('is searched for in linear time', () => {
    // Quadratic time would take minutes.
    expect(holdsCardNumber('4 '.repeat(100_000))).toBe(false);
    expect(holdsCardNumber('9'.repeat(200_000))).toBe(false);
  });
});
