import { expect, it, vi } from 'vitest';
import { publishedKeys } from './published-keys.ts';

/** A clock that the test advances. */
function clockAt(nowMs = 0) {
  let now = nowMs;
  const advance = (ms: number): void => {
    now += ms;
  };
  return { now: () => now, wait: async () => undefined, advance };
}

const keySet = (kid: string) => ({ keys: [{ kty: 'EC', kid }] });

it('fetches the keys once for concurrent callers, and again after five seconds', async () => {
  const clock = clockAt();
  const fetchKeys = vi.fn(async () => keySet(`key-${fetchKeys.mock.calls.length}`));
  const keys = publishedKeys({ fetchKeys, clock });
  expect(await Promise.all([keys(), keys()])).toEqual([keySet('key-1'), keySet('key-1')]);
  expect(await keys()).toEqual(keySet('key-1'));
  clock.advance(5_000);
  expect(await keys()).toEqual(keySet('key-2'));
  expect(fetchKeys).toHaveBeenCalledTimes(2);
});

it('returns the known keys while the provider does not answer', async () => {
  const clock = clockAt();
  const fetchKeys = vi.fn(async () => keySet('known'));
  const keys = publishedKeys({ fetchKeys, clock });
  await keys();
  fetchKeys.mockRejectedValue(new Error('away'));
  clock.advance(5_000);
  expect(await keys()).toEqual(keySet('known'));
});

it('throws if the provider has never answered', async () => {
  const fetchKeys = vi.fn(async () => Promise.reject(new Error('away')));
  await expect(publishedKeys({ fetchKeys, clock: clockAt() })()).rejects.toThrow('away');
});
