import { describe, expect, it } from 'vitest';
import { VerifiedTokens } from './verified-tokens.ts';

const ada = { customerId: 'customer-001', roles: ['customer'] as const };
const at = 1_700_000_000_000;
const expiry = at / 1_000 + 10;

function kept(expiresAtSeconds = expiry): VerifiedTokens {
  const tokens = new VerifiedTokens();
  tokens.keep('genuine', ada, { expiresAtSeconds, verifiedAtMs: at });
  return tokens;
}

describe('a token that was verified', () => {
  it('is found by exactly its text', () => {
    expect(kept().find('genuine', at)).toEqual(ada);
    expect(kept().find('genuine ', at)).toBeUndefined();
  });

  it.each([
    ['is good until its last second', expiry, 9_999, true],
    ['expires in the second that it names', expiry, 10_000, false],
    ['is trusted for half a minute', expiry + 60, 29_999, true],
    ['is verified again after half a minute', expiry + 60, 30_000, false],
    ['is verified again where the clock was set back', expiry, -1, false],
  ])('%s', (_case, expiresAtSeconds, laterMs, isKnown) => {
    expect(kept(expiresAtSeconds).find('genuine', at + laterMs) !== undefined).toBe(isKnown);
  });

  it('is evicted by newer ones when there are too many', () => {
    const tokens = kept();
    for (let count = 0; count < 2_000; count += 1)
      tokens.keep(`other-${count}`, ada, { expiresAtSeconds: expiry, verifiedAtMs: at });
    expect(tokens.find('genuine', at)).toBeUndefined();
    expect(tokens.find('other-0', at)).toEqual(ada);
  });
});
