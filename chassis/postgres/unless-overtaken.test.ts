import { expect, it } from 'vitest';
import { postgresErrors } from './errors.ts';
import { unlessOvertaken } from './unless-overtaken.ts';

it.each(['unique-violation', 'transaction-conflict'] as const)(
  'resolves with nothing after %s',
  async (code) => {
    expect(await unlessOvertaken(Promise.reject(postgresErrors.create(code)))).toBeUndefined();
  },
);

it('passes results and other failures on', async () => {
  expect(await unlessOvertaken(Promise.resolve('written'))).toBe('written');
  const broken = postgresErrors.create('database-unavailable');
  await expect(unlessOvertaken(Promise.reject(broken))).rejects.toBe(broken);
});
