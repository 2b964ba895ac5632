import { expect, it } from 'vitest';
import { decideResolution } from './decide-resolution.ts';

it('retries a step', () => {
  const progress = { step: 'void', pending: ['release', 'cancel'] } as const;
  expect(decideResolution(progress, 'retry')).toEqual({ progress, asksForRefund: false });
});

it('requests a refused refund again', () => {
  const progress = { step: 'refund', pending: ['release', 'cancel'] } as const;
  expect(decideResolution(progress, 'retry')).toEqual({ progress, asksForRefund: true });
});

it.each([
  [['release', 'cancel'], { step: 'release', pending: ['cancel'] }],
  [[], { step: 'done', pending: [] }],
] as const)('continues after a settled void, with %j', (pending, progress) => {
  expect(decideResolution({ step: 'void', pending }, 'settled')).toEqual({ progress, asksForRefund: false });
});

it.each(['refund', 'release', 'prepare', 'capture'] as const)('does not accept %s as settled', (step) => {
  expect(decideResolution({ step, pending: [] }, 'settled')).toMatchObject({
    refused: 'step-not-settleable',
  });
});
