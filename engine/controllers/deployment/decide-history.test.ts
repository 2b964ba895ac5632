import { expect, test } from 'vitest';
import { decideHistory } from './decide-history.ts';

const old = [3, 1, 2, 10].map((revision) => ({ name: `web-${revision}`, revision, isIdle: true }));

test.each([
  { limit: 4, forgotten: [] },
  { limit: 2, forgotten: ['web-1', 'web-2'] },
  { limit: 0, forgotten: ['web-1', 'web-2', 'web-3', 'web-10'] },
])('of four old revisions with a limit of $limit', ({ limit, forgotten }) => {
  expect(decideHistory(limit, old)).toEqual(forgotten);
});

test('keeps one that still has pods, and does not forget another instead', () => {
  const busy = old.map((each) => ({ ...each, isIdle: each.revision !== 1 }));
  expect(decideHistory(2, busy)).toEqual(['web-2']);
});
