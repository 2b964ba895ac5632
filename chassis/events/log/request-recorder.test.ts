import { expect, it } from 'vitest';
import { uuidV7 } from '../../correlation/index.ts';
import { isInShare } from './request-recorder.ts';

it('records every id at a share of 1 and none at 0', () => {
  expect(isInShare('any', 1)).toBe(true);
  expect(isInShare('any', 0)).toBe(false);
});

it('records about the share that was asked for, and the same ids each time', () => {
  const ids = Array.from({ length: 4_000 }, () => uuidV7());
  const kept = ids.filter((id) => isInShare(id, 0.25));
  expect(kept.length).toBeGreaterThan(850);
  expect(kept.length).toBeLessThan(1_150);
  expect(kept.every((id) => isInShare(id, 0.25))).toBe(true);
});

it('records the ids of a smaller share at every larger one', () => {
  const ids = Array.from({ length: 500 }, () => uuidV7()).filter((id) => isInShare(id, 0.1));
  expect(ids.every((id) => isInShare(id, 0.5))).toBe(true);
});
