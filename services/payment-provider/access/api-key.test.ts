import { expect, it } from 'vitest';
import { carriesApiKey } from './api-key.ts';

it('takes the key as a bearer token and nothing else', () => {
  expect(carriesApiKey('Bearer k3y', 'k3y')).toBe(true);
  for (const other of [undefined, '', 'k3y', 'bearer k3y', 'Bearer k3', 'Bearer k3y ', 'Basic k3y']) {
    expect(carriesApiKey(other, 'k3y')).toBe(false);
  }
});
