import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bad, fine, hook, hooks, revision, run, times } from '../testing/canary-scenario.ts';
import type { Readiness } from './canary-tick.ts';

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
