import { describe, expect, it } from 'vitest';
import { bearerCredentials } from './bearer-credentials.ts';

describe('the credentials of an authorization header', () => {
  it.each(['Bearer', 'bearer', 'BEARER', 'bEaReR'])('follow the scheme %s in any case', (scheme) => {
    expect(bearerCredentials(`${scheme} a.b.c`)).toBe('a.b.c');
  });

  it('may follow after several spaces', () => {
    expect(bearerCredentials('Bearer    a.b.c')).toBe('a.b.c');
  });

  it.each([
    undefined,
    '',
    'Bearer',
    'Bearer ',
    'Bearera.b.c',
    'Bearer\ta.b.c',
    'Bearer a.b.c d',
    'Bearer a.b.c ',
    ' Bearer a.b.c',
    'Bearer, a.b.c',
    'Basic a.b.c',
    'XBearer a.b.c',
    'Bearer a,Bearer b',
  ])('are absent in %j', (authorization) => {
    expect(bearerCredentials(authorization)).toBeUndefined();
  });

  it('are read in linear time', () => {
    const startedAt = performance.now();
    for (let count = 0; count < 100; count += 1) bearerCredentials(`Bearer ${' '.repeat(16_000)}`);
    expect(performance.now() - startedAt).toBeLessThan(1_000);
  });
});
