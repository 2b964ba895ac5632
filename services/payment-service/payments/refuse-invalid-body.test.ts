import { expect, it } from 'vitest';
import { refuseInvalidBody } from './refuse-invalid-body.ts';

const problem = (...entries: [instancePath: string, keyword: string][]) =>
  Object.assign(new Error('body is not valid'), {
    validation: entries.map(([instancePath, keyword]) => ({ instancePath, keyword })),
  });

it('lets a valid body pass', () => {
  expect(() => refuseInvalidBody(undefined)).not.toThrow();
});

it.each([
  ['too small', problem(['/amountMinor', 'minimum'])],
  ['too large', problem(['/amount/amountMinor', 'maximum'])],
])('understands and refuses an amount that is %s', (_what, thrown) => {
  expect(() => refuseInvalidBody(thrown)).toThrowError(expect.objectContaining({ kind: 'unprocessable' }));
});

it.each([
  ['no number', problem(['/amountMinor', 'type'])],
  ['wrong elsewhere too', problem(['/amountMinor', 'minimum'], ['/orderId', 'minLength'])],
  ['not validated at all', new Error('malformed')],
])('passes on a body that is %s', (_what, thrown) => {
  expect(() => refuseInvalidBody(thrown)).toThrow(thrown);
});
