import { expect, it } from 'vitest';
import { refuseInvalidBody } from './register-command-routes.ts';

const problem = (...entries: [instancePath: string, keyword: string][]) =>
  Object.assign(new Error('body is not valid'), {
    validation: entries.map(([instancePath, keyword]) => ({ instancePath, keyword })),
  });

it('accepts a valid body', () => {
  expect(() => refuseInvalidBody(undefined)).not.toThrow();
});

it.each([
  ['too small', problem(['/amountMinor', 'minimum'])],
  ['too large', problem(['/amount/amountMinor', 'maximum'])],
])('refuses an amount that is %s with 422', (_what, thrown) => {
  expect(() => refuseInvalidBody(thrown)).toThrowError(expect.objectContaining({ kind: 'unprocessable' }));
});

it.each([
  ['not a number', problem(['/amountMinor', 'type'])],
  ['invalid in another field too', problem(['/amountMinor', 'minimum'], ['/orderId', 'minLength'])],
  ['not parsed', new Error('malformed')],
])('rethrows the validation error of a body that is %s', (_what, thrown) => {
  expect(() => refuseInvalidBody(thrown)).toThrow(thrown);
});
