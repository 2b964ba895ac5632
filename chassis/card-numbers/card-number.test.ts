import fc from 'fast-check';
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
    ['a plus before American Express', '+378282246310005'],
    ['a plus before groups of American Express', '+3782 822463 10005'],
    ['two zeros before American Express', '00378282246310005'],
    ['two zeros and a blank before American Express', '00 378282246310005'],
    ['two zeros before Visa', '004111111111111111'],
    ['a plus before Diners Club', '+30569309025904'],
    ['commas', '4111,1111,1111,1111'],
    ['commas and blanks', '4111, 1111, 1111, 1111'],
    ['colons', '4111:1111:1111:1111'],
    ['bars', '4111|1111|1111|1111'],
    ['asterisks', '4111*1111*1111*1111'],
    ['slashes', '4111/1111/1111/1111'],
    ['plus signs', '4111+1111+1111+1111'],
    ['tildes and number signs', '4111~1111#1111~1111'],
    ['middle dots', '4111\u00b71111\u00b71111\u00b71111'],
    ['parentheses', '(4111)(1111)(1111)(1111)'],
    ['brackets', '[4111] [1111] [1111] [1111]'],
    ['quotes', '"4111","1111","1111","1111"'],
    ['several blanks', '4111      1111      1111      1111'],
    ['two dashes and blanks', '4111 -- 1111 -- 1111 -- 1111'],
    ['line feeds', '4111\n1111\n\n1111\n1111'],
    ['a joiner of no width beside dashes', '4111-\u200d1111-\u200d1111-\u200d1111'],
    ['a comma after each digit', [...'4111111111111111'].join(',')],
    ['groups of two with commas', '41,11,11,11,11,11,11,11'],
    ['irregular small groups', '41 11-11 1111 11-11 11'],
    ['commas in groups of American Express', '3782,822463,10005'],
    ['a phone number before it', '+49 1511 2345 6780, 4111 1111 1111 1111'],
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
    ['two phone numbers with their prefixes', '+49 1511 2345 6780, +49 1511 2345 6781'],
    ['two phone numbers of the United States', '(415) 555-0132, (415) 555-0137, (415) 555-0142'],
    ['a phone number in parentheses', '+1 (415) 555-0132'],
    ['an IMEI in groups', '35-693803-564380-9'],
    ['an IMEI with its software version', '35-693803-564380-97'],
    ['two dates', '30-11-2026 05-12-2026'],
    ['two dates with slashes', '30/11/2026 - 05/12/2026'],
    ['moments', '30.11.2026 17:26:44, 30.11.2026 18:27:45'],
    ['prices', '41.11, 11.10, 111.11, 99.90'],
    ['a list of prices', '4111, 1111, 1111'],
    ['a price with separators of thousands', '4,111,111,111,111,111'],
    ['a tracking number', '9400 1000 0000 0000 0000 00'],
    ['ratings', '4, 2, 1, 4, 5, 3, 3, 1, 5, 1, 1, 3, 5, 2, 5, 2'],
    ['a list of numbers of two digits', '25, 54, 43, 22, 21, 51, 69, 26'],
    ['coordinates', '48.85661, 2.35222; 40.71278, -74.00594'],
    ['numbers in JSON', '{"a":4111,"b":1111,"c":1111,"d":1111}'],
  ])('is not found in %s', (_words, text) => {
    expect(holdsCardNumber(text)).toBe(false);
    expect(maskCardNumbers(text)).toBe(text);
  });

  it('is masked at each occurrence, and the text between stays unchanged', () => {
    expect(maskCardNumbers('🐈 4111 1111 1111 1111; 5555555555554444 ende')).toBe(
      '🐈 [card number]; [card number] ende',
    );
  });

  it('is searched for with work that grows linearly', () => {
    const piece = fc.constantFrom(
      '4',
      '1',
      '41',
      '4111',
      '0041',
      ' ',
      '-',
      ', ',
      ')(',
      '+',
      '00',
      'x',
      '\u200b',
      '٤',
    );
    const size = 64 * 1024;
    // Of each group at most 7 lengths are compared with 11 networks; quadratic work would be 65 536 a character.
    const mostWork = 1_000;
    const isLinear = (text: string) => workOf(() => holdsCardNumber(text)) <= mostWork * size;
    fc.assert(
      fc.property(fc.array(piece, { minLength: 1, maxLength: 12 }), (pieces) =>
        isLinear(pieces.join('').repeat(size).slice(0, size)),
      ),
      { numRuns: 10 },
    );
    for (const text of ['4 '.repeat(size / 2), '9'.repeat(size), '+4 '.repeat(size / 3), ' '.repeat(size)])
      expect(isLinear(text), text.slice(0, 12)).toBe(true);
  }, 60_000);

  it('is searched for in texts of many groups and of many digits', () => {
    expect(holdsCardNumber('4 '.repeat(100_000))).toBe(false);
    expect(holdsCardNumber('9'.repeat(200_000))).toBe(false);
  });
});

/** Characters that regular expressions were given or matched, and the number of times one was asked. */
function workOf(act: () => unknown): number {
  let work = 0;
  const original = RegExp.prototype.exec;
  RegExp.prototype.exec = function (text) {
    const from = this.global ? this.lastIndex : 0;
    const found = original.call(this, text);
    work += 1 + (this.global && found !== null ? this.lastIndex : text.length) - from;
    return found;
  };
  try {
    act();
  } finally {
    RegExp.prototype.exec = original;
  }
  return work;
}
