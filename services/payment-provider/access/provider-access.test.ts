import { expect, it } from 'vitest';
import { carriesApiKey } from './provider-access.ts';

it('accepts the key as a bearer token only', () => {
  for (const same of ['Bearer k3y', 'bearer k3y', 'BEARER k3y', 'Bearer   k3y']) {
    expect(carriesApiKey(same, 'k3y')).toBe(true);
  }
  for (const other of [
    undefined,
    '',
    'k3y',
    'Bearer K3Y',
    'Bearer k3',
    'Bearer k3y ',
    'Basic k3y',
    'Bearer',
  ]) {
    expect(carriesApiKey(other, 'k3y')).toBe(false);
  }
});

it('accepts no key if none is configured', () => {
  expect(carriesApiKey('Bearer ', '')).toBe(false);
  expect(carriesApiKey(undefined, '')).toBe(false);
});
