import { describe, expect, it } from 'vitest';
import { type InteractionLog, toInteractionLog } from '../interactions/index.ts';
import { cutoffLeaving, splitByTime, splitLeaveOneOut, splitRandomly } from './split.ts';

const rows = [
  ...[0, 1, 2, 3].map((at) => ({ user: 'ada', item: `a${at}`, timeMs: at * 10 })),
  { user: 'ada', item: 'a3', timeMs: 5 },
  ...[0, 1].map((at) => ({ user: 'bob', item: `b${at}`, timeMs: 25 - at })),
  { user: 'eve', item: 'e0', timeMs: 31 },
];
const log = toInteractionLog(rows);

function described({ userNames, itemNames, users, items }: InteractionLog): string[] {
  return [...users].map((user, row) => `${userNames[user]}:${itemNames[items[row] ?? -1]}`);
}

describe('a split by time', () => {
  it('trains on what is before the moment and tests on it and what comes later', () => {
    const { train, test } = splitByTime(log, 20);
    expect(described(train)).toEqual(['ada:a0', 'ada:a1', 'ada:a3']);
    expect(described(test)).toEqual(['ada:a2', 'ada:a3', 'bob:b0', 'bob:b1', 'eve:e0']);
  });

  it('finds the moment that leaves a share behind it', () => {
    expect(cutoffLeaving(log, 0.25)).toBe(30);
  });

  it('refuses rows without a time, and a moment with nothing on one side', () => {
    const timeless = toInteractionLog([{ user: 'ada', item: 'a0' }]);
    expect(() => splitByTime(timeless, 0)).toThrow(/row 1/);
    expect(() => cutoffLeaving(toInteractionLog([]), 0.2)).toThrow(/no rows/);
    expect(() => splitByTime(log, 0)).toThrow(/nothing before/);
  });
});

describe('leaving one out', () => {
  it('keeps the last item of everybody with two or more, with all its rows', () => {
    const { train, test } = splitLeaveOneOut(log, { seed: 1 });
    expect(described(test)).toEqual(['ada:a3', 'ada:a3', 'bob:b0']);
    expect(described(train)).toEqual(['ada:a0', 'ada:a1', 'ada:a2', 'bob:b1', 'eve:e0']);
  });

  it('draws where there are no times, the same for the same seed', () => {
    const timeless = toInteractionLog(rows.map(({ user, item }) => ({ user, item })));
    const drawn = (seed: number) => described(splitLeaveOneOut(timeless, { seed }).test).join();
    expect(drawn(3)).toBe(drawn(3));
    expect(new Set(Array.from({ length: 20 }, (_, seed) => drawn(seed))).size).toBeGreaterThan(1);
  });

  it('refuses users of one item each', () => {
    expect(() => splitLeaveOneOut(toInteractionLog([{ user: 'ada', item: 'a' }]), { seed: 1 })).toThrow(
      /No user has two/,
    );
  });
});

describe('a random split', () => {
  it('keeps a share of each user, by items, the same for the same seed', () => {
    const split = splitRandomly(log, { testShare: 0.25, seed: 9 });
    expect(splitRandomly(log, { testShare: 0.25, seed: 9 })).toEqual(split);
    const testedItems = new Set(described(split.test).filter((row) => row.startsWith('ada')));
    expect(testedItems.size).toBe(1);
    expect(described(split.train).filter((row) => testedItems.has(row))).toEqual([]);
    expect(described(split.test)).not.toContain('eve:e0');
  });

  it('refuses a share that is none', () => {
    expect(() => splitRandomly(log, { testShare: 1.5, seed: 9 })).toThrow(/from 0 to 1/);
    expect(() => splitRandomly(log, { testShare: 0, seed: 9 })).toThrow(/too few/);
  });
});
