import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decideRollout, type RolloutReplica } from './decide-rollout.ts';
import { type RolloutStrategy, rolloutBounds, rolloutStrategy } from './rollout-strategy.ts';

const careful: RolloutStrategy = { kind: 'RollingUpdate', maxSurge: 1, maxUnavailable: 0 };
const thrifty: RolloutStrategy = { kind: 'RollingUpdate', maxSurge: 0, maxUnavailable: 1 };

/** `old+` is available, `old-` is not; a trailing `x` is terminating. */
function pods(...written: string[]): RolloutReplica[] {
  return written.map((text, index) => ({
    name: `${text}${index}`,
    isCurrent: text.startsWith('new'),
    isAvailable: text.includes('+'),
    isReady: text.includes('+'),
    isRunning: true,
    isTerminating: text.endsWith('x'),
    readySinceMs: text.includes('+') ? 1_000 : null,
    restarts: 0,
    createdAtMs: index,
  }));
}

describe('rolloutBounds', () => {
  test.each([
    [{}, 2, { maxSurge: 1, maxUnavailable: 0 }],
    [{}, 8, { maxSurge: 2, maxUnavailable: 2 }],
    [{ maxSurge: '50%', maxUnavailable: '50%' }, 3, { maxSurge: 2, maxUnavailable: 1 }],
    [{ maxSurge: 0, maxUnavailable: '10%' }, 3, { maxSurge: 0, maxUnavailable: 1 }],
    [{ maxSurge: 3, maxUnavailable: 0 }, 1, { maxSurge: 3, maxUnavailable: 0 }],
  ])('%j of %i replicas is %j', (rollingUpdate, wanted, bounds) => {
    const strategy = rolloutStrategy({ strategy: { type: 'RollingUpdate', rollingUpdate } });
    if (strategy.kind !== 'RollingUpdate') throw new Error('it is a rolling update');
    expect(rolloutBounds(strategy, wanted)).toEqual(bounds);
  });
});

describe('decideRollout', () => {
  test.each([
    ['starts a new pod before an old one goes', careful, ['old+', 'old+'], 1, []],
    ['waits while the new pod is not available', careful, ['old+', 'old+', 'new-'], 0, []],
    ['lets an old pod go for each new one', careful, ['old+', 'old+', 'new+'], 0, ['old+1']],
    ['does not count a pod that ends', careful, ['old+', 'old+x', 'new+'], 1, []],
    ['stops the last old pod at the end', careful, ['old+', 'new+', 'new+'], 0, ['old+0']],
    ['has nothing to do when all are new', careful, ['new+', 'new+'], 0, []],
    ['frees a place first where no surge is allowed', thrifty, ['old+', 'old+'], 0, ['old+1']],
    ['fills the freed place', thrifty, ['old+', 'old+x'], 1, []],
    ['prefers old pods that serve nobody', careful, ['old-', 'old+', 'new+'], 0, ['old-0']],
    ['keeps an unready old pod that nothing makes up for', careful, ['old-', 'old+', 'new-'], 0, []],
    ['replaces pods that never became ready', careful, ['old-', 'old-', 'new+'], 0, ['old-0']],
  ] as const)('%s', (_title, strategy, written, startCount, stop) => {
    expect(decideRollout({ wanted: 2, strategy }, pods(...written))).toMatchObject({ startCount, stop });
  });

  test('ends all old pods before it recreates', () => {
    const wish = { wanted: 2, strategy: { kind: 'Recreate' } } as const;
    expect(decideRollout(wish, pods('old+', 'old+'))).toMatchObject({
      startCount: 0,
      stop: ['old+0', 'old+1'],
    });
    expect(decideRollout(wish, pods('old+x'))).toMatchObject({ startCount: 0, stop: [] });
    expect(decideRollout(wish, [])).toMatchObject({ startCount: 2, stop: [] });
  });

  test('takes both old and new pods away when it is scaled in on the way', () => {
    const decision = decideRollout({ wanted: 1, strategy: careful }, pods('old+', 'old+', 'new+', 'new-'));
    expect(decision).toMatchObject({ startCount: 0, stop: ['new-3', 'old+1', 'old+0'] });
  });

  test('comes to its end from any beginning, within its bounds at every step', () => {
    const share = fc.oneof(
      fc.nat(4),
      fc.nat(100).map((percent) => `${percent}%`),
    );
    const kinds = fc.constantFrom('old+', 'old-', 'new+', 'new-');
    fc.assert(
      fc.property(
        fc.record({
          wanted: fc.integer({ min: 0, max: 6 }),
          maxSurge: share,
          maxUnavailable: share,
          kinds: fc.array(kinds, { maxLength: 8 }),
        }),
        rollsOut,
      ),
    );
  });
});

interface Beginning {
  readonly wanted: number;
  readonly maxSurge: number | string;
  readonly maxUnavailable: number | string;
  readonly kinds: string[];
}

function rollsOut({ wanted, maxSurge, maxUnavailable, kinds }: Beginning): void {
  const strategy = { kind: 'RollingUpdate', maxSurge, maxUnavailable } as const;
  const bounds = rolloutBounds(strategy, wanted);
  let present = pods(...kinds);
  let names = present.length;
  for (let step = 0; step < 60; step += 1) {
    const before = present.filter(({ isAvailable }) => isAvailable).length;
    const { startCount, stop } = decideRollout({ wanted, strategy }, present);
    if (startCount === 0 && stop.length === 0) {
      if (present.every(({ isAvailable, isCurrent }) => isAvailable && isCurrent)) break;
      // What was started becomes available in time.
      present = present.map((pod) => (pod.isCurrent ? { ...pod, isAvailable: true, isReady: true } : pod));
      continue;
    }
    const left = present.filter(({ name }) => !stop.includes(name));
    const started = Array.from({ length: startCount }, () => ({
      ...(pods('new-')[0] as RolloutReplica),
      name: `started-${names++}`,
    }));
    present = [...left, ...started];
    const available = left.filter(({ isAvailable }) => isAvailable).length;
    expect(available).toBeGreaterThanOrEqual(Math.min(before, wanted - bounds.maxUnavailable));
    if (startCount > 0) expect(present.length).toBeLessThanOrEqual(wanted + bounds.maxSurge);
  }
  expect(present.map(({ isCurrent, isAvailable }) => [isCurrent, isAvailable])).toEqual(
    Array.from({ length: wanted }, () => [true, true]),
  );
}
