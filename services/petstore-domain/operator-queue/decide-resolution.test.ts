import { expect, it } from 'vitest';
import { decideResolution } from './decide-resolution.ts';

it('tries a step again where it stands', () => {
  const progress = { step: 'void', pending: ['release', 'cancel'] } as const;
  expect(decideResolution(progress, 'retry')).toEqual({ progress, asksForRefund: false });
});

it('asks for a refund once more that was refused', () => {
  const progress = { step: 'refund', pending: ['release', 'cancel'] } as const;
  expect(decideResolution(progress, 'retry')).toEqual({ progress, asksForRefund: true });
});

it.each([
  [['release', 'cancel'], { step: 'release', pending: ['cancel'] }],
  [[], { step: 'done', pending: [] }],
] as const)('goes on behind a void that somebody has settled, with %j', (pending, progress) => {
  expect(decideResolution({ step: 'void', pending }, 'settled')).toEqual({ progress, asksForRefund: false });
});

it.each(['refund', 'release', 'prepare', 'capture'] as const)('takes nobody at his word for %s', (step) => {
  expect(decideResolution({ step, pending: [] }, 'settled')).toMatchObject({
    refused: 'step-not-settleable',
  });
});
