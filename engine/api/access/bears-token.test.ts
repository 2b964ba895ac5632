import { expect, test } from 'vitest';
import { bearsToken } from './bears-token.ts';

test.each([
  ['Bearer right', true],
  ['bearer   right', true],
  ['Bearer wrong', false],
  ['Bearer righ', false],
  ['Bearer right right', false],
  ['Bearer', false],
  ['Basic right', false],
  ['right', false],
  ['', false],
  [undefined, false],
])('the authorization %j bears the token: %s', (authorization, expected) => {
  expect(bearsToken(authorization, 'right')).toBe(expected);
});
