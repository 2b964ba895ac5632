import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bad, fine, hook, hooks, revision, run, times } from '../../testing/canary-scenario.ts';
import type { Readiness } from './canary-state.ts';

describe('by weight', () => {
  test('goes from nothing to the promotion, one step a tick', () => {
    expect(run({}, fine, revision, ...times(8, fine))).toEqual([
      'Initialized 100/0 0',
      'Progressing 100/0 0',
      'Progressing 80/20 0',
      'Progressing 60/40 0',
      'Progressing 40/60 0',
      'Promoting 40/60 0',
      'Finalising 100/0 0',
      'Succeeded 100/0 0',
      'Succeeded 100/0 0',
      'Succeeded 100/0 0',
    ]);
  });

  test('cuts the weight at a hundred, not at the most that was asked for', () => {
    const weights = run({ stepWeight: 70, maxWeight: 90 }, revision, ...times(3, fine));
    expect(weights.slice(1)).toEqual(['Progressing 30/70 0', 'Progressing 0/100 0', 'Promoting 0/100 0']);
  });

  test('takes a hundred for the most where none is given', () => {
    expect(run({ stepWeight: 100, maxWeight: 0 }, revision, fine, fine).at(-1)).toBe('Promoting 0/100 0');
  });

  test('stays where it is without a step', () => {
    expect(run({ stepWeight: 0 }, revision, ...times(3, fine)).at(-1)).toBe('Progressing 100/0 0');
  });

  test('follows a list of weights, whose last is the most', () => {
    const weights = run(
      { stepWeight: 0, maxWeight: 10, stepWeights: [1, 10, 80] },
      revision,
      ...times(4, fine),
    );
    expect(weights.slice(1)).toEqual([
      'Progressing 99/1 0',
      'Progressing 90/10 0',
      'Progressing 20/80 0',
      'Promoting 20/80 0',
    ]);
  });

  test('follows a list up to a hundred', () => {
    const weights = run({ stepWeight: 0, stepWeights: [50, 100] }, revision, ...times(3, fine));
    expect(weights.slice(1)).toEqual(['Progressing 50/50 0', 'Progressing 0/100 0', 'Promoting 0/100 0']);
  });

  test('shifts back in steps where that is asked for', () => {
    const weights = run({ stepWeightPromotion: 25 }, revision, ...times(8, fine));
    expect(weights.slice(4)).toEqual([
      'Promoting 40/60 0',
      'Promoting 65/35 0',
      'Promoting 90/10 0',
      'Finalising 100/0 0',
      'Succeeded 100/0 0',
    ]);
  });

  test('mirrors once before the first step', () => {
    expect(run({ mirror: true }, revision, fine, fine, fine).slice(1)).toEqual([
      'Progressing 100/0 0',
      'Progressing 80/20 0',
      'Progressing 60/40 0',
    ]);
    expect(run({ mirror: true }, revision, fine, bad).at(-1)).toBe('Progressing 100/0 1');
  });
});

describe('checks', () => {
  test('roll back on the tick after the one that reaches the threshold', () => {
    expect(run({}, revision, fine, bad, bad, fine, fine).slice(2)).toEqual([
      'Progressing 80/20 1',
      'Progressing 80/20 2',
      'Failed 100/0 0',
      'Failed 100/0 0',
    ]);
  });

  test('roll back before anything more is checked', () => {
    expect(run({}, revision, fine, bad, bad, bad).at(-1)).toBe('Failed 100/0 0');
  });

  test('are counted, not in a row', () => {
    expect(run({}, revision, fine, bad, fine, bad, fine).at(-1)).toBe('Failed 100/0 0');
  });

  test('fail once at most where no threshold is given', () => {
    expect(run({ threshold: 0 }, revision, fine, bad, fine).at(-1)).toBe('Failed 100/0 0');
  });

  test('do not begin before the canary has traffic', () => {
    expect(run({}, revision, bad).at(-1)).toBe('Progressing 80/20 0');
  });

  test('stay in the status when the promotion succeeds', () => {
    expect(run({}, revision, fine, bad, ...times(5, fine)).at(-1)).toBe('Succeeded 100/0 1');
  });

  test.each(['rollout', 'pre-rollout'] as const)('count a %s hook that fails', (type) => {
    const webhooks = [hook(type)];
    const before = type === 'rollout' ? [revision, fine] : [revision];
    expect(run({ webhooks }, ...before, hooks(type)).at(-1)).toMatch(/^Progressing .* 1$/);
  });

  test('ask pre-rollout hooks only before there is traffic, and rollout hooks only after', () => {
    const webhooks = [hook('rollout'), hook('pre-rollout')];
    expect(run({ webhooks }, revision, hooks('rollout'), hooks('pre-rollout')).at(-1)).toBe(
      'Progressing 60/40 0',
    );
  });
});

describe('revisions', () => {
  test('that change meanwhile begin the analysis anew, at once', () => {
    expect(run({}, revision, fine, bad, revision, fine).slice(2)).toEqual([
      'Progressing 80/20 1',
      'Progressing 100/0 0',
      'Progressing 80/20 0',
    ]);
  });

  test('that change during the promotion wait for its end', () => {
    const ticks = [revision, ...times(4, fine), revision, revision, revision];
    expect(run({}, ...ticks).slice(5)).toEqual([
      'Finalising 100/0 0',
      'Succeeded 100/0 0',
      'Progressing 100/0 0',
    ]);
  });

  test('begin again after a failure', () => {
    expect(run({ threshold: 1 }, revision, fine, bad, fine, revision, fine).slice(3)).toEqual([
      'Failed 100/0 0',
      'Progressing 100/0 0',
      'Progressing 80/20 0',
    ]);
  });

  test('are promoted at once where the analysis is skipped', () => {
    expect(run({ skipAnalysis: true }, revision, bad)).toEqual(['Progressing 100/0 0', 'Succeeded 100/0 0']);
  });
});

describe('readiness', () => {
  test('of the canary is waited for without a failed check', () => {
    expect(run({}, revision, ...times(5, { canary: 'retriable' })).at(-1)).toBe('Progressing 100/0 0');
  });

  test('of the canary past the deadline rolls back, in a promotion too', () => {
    expect(run({}, revision, fine, { canary: 'deadline' }).at(-1)).toBe('Failed 100/0 0');
    expect(run({}, revision, ...times(4, fine), { canary: 'deadline' }).at(-1)).toBe('Failed 100/0 0');
  });

  test('of the canary is not asked before it is started', () => {
    expect(run({}, { revision: true, canary: 'deadline' })).toEqual(['Progressing 100/0 0']);
  });

  test('of the primary is waited for, before a new revision begins too', () => {
    expect(run({}, { revision: true, primary: 'retriable' }, revision).at(-1)).toBe('Progressing 100/0 0');
    expect(run({}, revision, { primary: 'retriable' }).at(-1)).toBe('Progressing 100/0 0');
  });

  test('of the primary past the deadline rolls back while the canary is analysed', () => {
    expect(run({}, revision, fine, { primary: 'deadline' }).at(-1)).toBe('Failed 100/0 0');
  });

  test.each([
    ['Promoting', 4],
    ['Finalising', 5],
  ])('of a primary that dies while %s leaves everything to the canary', (phase, ticks) => {
    const states = run({}, revision, ...times(ticks, fine), { primary: 'deadline' });
    expect(states.at(-2)).toMatch(new RegExp(`^${phase}`));
    expect(states.at(-1)).toBe('Failed 0/100 0');
  });

  test("of a primary is nobody's matter while nothing is new", () => {
    expect(run({}, { primary: 'deadline' })).toEqual(['Initialized 100/0 0']);
  });
});

describe('gates', () => {
  test('confirm-rollout holds the beginning, and is asked at each tick', () => {
    const closed = hooks('confirm-rollout');
    const webhooks = [hook('confirm-rollout')];
    expect(run({ webhooks }, { ...closed, revision: true }, closed, fine, fine)).toEqual([
      'Waiting 100/0 0',
      'Waiting 100/0 0',
      'Progressing 100/0 0',
      'Progressing 80/20 0',
    ]);
  });

  test('confirm-traffic-increase holds each step without a failed check', () => {
    const closed = hooks('confirm-traffic-increase');
    const webhooks = [hook('confirm-traffic-increase')];
    expect(run({ webhooks }, revision, closed, fine, closed, fine).slice(1)).toEqual([
      'Progressing 100/0 0',
      'Progressing 80/20 0',
      'Progressing 80/20 0',
      'Progressing 60/40 0',
    ]);
  });

  test('confirm-traffic-increase holds the promotion too, but nothing that waits for it already', () => {
    const webhooks = [hook('confirm-traffic-increase'), hook('confirm-promotion')];
    const up = [revision, ...times(3, fine)];
    expect(run({ webhooks }, ...up, hooks('confirm-traffic-increase')).at(-1)).toBe('Progressing 40/60 0');
    const waiting = [...up, hooks('confirm-promotion'), hooks('confirm-traffic-increase')];
    expect(run({ webhooks }, ...waiting).slice(4)).toEqual(['WaitingPromotion 40/60 0', 'Promoting 40/60 0']);
  });

  test('confirm-promotion holds at the most, while checks go on', () => {
    const closed = hooks('confirm-promotion');
    const webhooks = [hook('confirm-promotion')];
    const up = [revision, ...times(3, fine)];
    expect(run({ webhooks }, ...up, closed, closed, bad, bad, fine).slice(4)).toEqual([
      'WaitingPromotion 40/60 0',
      'WaitingPromotion 40/60 0',
      'WaitingPromotion 40/60 1',
      'WaitingPromotion 40/60 2',
      'Failed 100/0 0',
    ]);
    expect(run({ webhooks }, ...up, closed, revision).at(-1)).toBe('Progressing 100/0 0');
  });

  test('rollback hooks roll back by passing, before anything is checked', () => {
    const webhooks = [hook('rollback')];
    expect(run({ webhooks }, revision, fine, { ...bad, ...hooks('rollback') }).at(-1)).toBe('Failed 100/0 0');
    expect(run({ webhooks }, revision, ...times(4, fine), hooks('rollback')).at(-1)).toBe(
      'Finalising 100/0 0',
    );
  });

  test('post-rollout and event hooks decide nothing', () => {
    const webhooks = [hook('post-rollout'), hook('event')];
    const ticks = times(6, hooks('post-rollout', 'event'));
    expect(run({ webhooks }, revision, ...ticks).at(-1)).toBe('Succeeded 100/0 0');
  });
});

describe('by iterations', () => {
  test('those who match go to the canary from the first iteration on', () => {
    expect(run({ iterations: 2, hasMatch: true }, revision, ...times(6, fine)).slice(1)).toEqual([
      'Progressing 0/100 0',
      'Progressing 0/100 0',
      'Promoting 0/100 0',
      'Finalising 100/0 0',
      'Succeeded 100/0 0',
      'Succeeded 100/0 0',
    ]);
  });

  test('blue-green keeps traffic on the primary, then gives the canary all of it for a tick', () => {
    expect(run({ iterations: 2 }, revision, ...times(6, fine)).slice(1)).toEqual([
      'Progressing 100/0 0',
      'Progressing 100/0 0',
      'Progressing 0/100 0',
      'Promoting 0/100 0',
      'Finalising 100/0 0',
      'Succeeded 100/0 0',
    ]);
  });

  test('blue-green checks metrics from its second iteration on', () => {
    expect(run({ iterations: 3 }, revision, bad, bad, bad, fine).slice(1)).toEqual([
      'Progressing 100/0 0',
      'Progressing 100/0 1',
      'Progressing 100/0 2',
      'Failed 100/0 0',
    ]);
  });

  test('a closed gate sends blue-green back to its last iteration', () => {
    const closed = hooks('confirm-promotion');
    const webhooks = [hook('confirm-promotion')];
    expect(run({ webhooks, iterations: 2 }, revision, fine, fine, closed, fine, fine, fine).slice(3)).toEqual(
      [
        'WaitingPromotion 100/0 0',
        'WaitingPromotion 100/0 0',
        'WaitingPromotion 0/100 0',
        'Promoting 0/100 0',
      ],
    );
  });

  test('blue-green asks its gate once more when the canary has all traffic', () => {
    const webhooks = [hook('confirm-promotion')];
    const ticks = [revision, ...times(3, fine), hooks('confirm-promotion')];
    expect(run({ webhooks, iterations: 2 }, ...ticks).slice(3)).toEqual([
      'Progressing 0/100 0',
      'WaitingPromotion 0/100 0',
    ]);
  });

  test('blue-green that mirrors ends doing so when the canary takes over', () => {
    expect(run({ iterations: 1, mirror: true }, revision, fine, fine, fine).slice(1)).toEqual([
      'Progressing 100/0 0',
      'Progressing 0/100 0',
      'Promoting 0/100 0',
    ]);
  });
});

test('keeps weights within their bounds, and at a hundred together, whatever happens', () => {
  const tick = fc.record({
    revision: fc.boolean(),
    bad: fc.boolean(),
    primary: fc.constantFrom<Readiness>('ok', 'ok', 'ok', 'retriable', 'deadline'),
    canary: fc.constantFrom<Readiness>('ok', 'ok', 'ok', 'retriable', 'deadline'),
    hooks: fc.subarray(['confirm-rollout', 'confirm-promotion', 'confirm-traffic-increase', 'rollback']),
  });
  const given = fc.record({
    threshold: fc.nat(3),
    stepWeight: fc.constantFrom(0, 10, 33, 100),
    stepWeightPromotion: fc.constantFrom(0, 10, 40),
    iterations: fc.nat(3),
    hasMatch: fc.boolean(),
    mirror: fc.boolean(),
    webhooks: fc.subarray([
      hook('confirm-rollout'),
      hook('confirm-promotion'),
      hook('confirm-traffic-increase'),
      hook('rollback'),
    ]),
  });
  fc.assert(
    fc.property(given, fc.array(tick, { maxLength: 40 }), (analysis, ticks) => {
      for (const text of run(analysis, ...ticks)) {
        const [, primary = '', canary = '', failed = ''] = / (\d+)\/(\d+) (\d+)$/.exec(text) ?? [];
        expect(Number(primary) + Number(canary)).toBe(100);
        expect(Number(failed)).toBeLessThanOrEqual(Math.max(1, analysis.threshold));
      }
    }),
  );
});
