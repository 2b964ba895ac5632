import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createOutlierDetector, type OutlierDetector } from './create-outlier-detector.ts';
import { fillSettings, type GivenSettings } from './detector-settings.ts';
import type { HostReport } from './host-health.ts';

const all: GivenSettings = { maxEjectionPercent: 100 };

function detector(given: GivenSettings = all, hosts = ['a', 'b', 'c']): OutlierDetector {
  return createOutlierDetector(hosts, fillSettings(given));
}

/** `503`, `connectFailure`, ... with `x3` for three times, of host `a` unless another is named: `b:503x3`. */
function report(target: OutlierDetector, text: string, nowMs = 0): string {
  for (const word of text.split(' ')) {
    const [, host = 'a', what = '', times = '1'] = /^(?:(\w+):)?(\w+?)(?:x(\d+))?$/.exec(word) ?? [];
    const reported = /^\d+$/.test(what) ? { kind: 'response', status: Number(what) } : { kind: what };
    for (let round = 0; round < Number(times); round += 1) target.report(host, reported as HostReport, nowMs);
  }
  return target.ejected().join('');
}

test.each([
  ['five errors in a row eject', all, '503x5', 'a'],
  ['four do not', all, '503x4', ''],
  ['a response between them begins anew', all, '503x4 200 503x4', ''],
  ['so does an error of the client', all, '503x4 404 503x4', ''],
  ['every 5xx counts', all, '500 501 502 505 599', 'a'],
  ['a connect failure counts as 503', all, 'connectFailurex5', 'a'],
  ['a timeout counts as 504', all, 'timeoutx5', 'a'],
  ['a connection alone changes nothing', all, '503x4 connectSuccess 503', 'a'],
  ['gateway errors are not enforced by default', { ...all, consecutive5xx: 50 }, '503x9', ''],
  [
    'gateway errors eject where that is enforced',
    { ...all, consecutive5xx: 50, enforcingConsecutiveGatewayFailure: 100 },
    '502 503 504 503 502',
    'a',
  ],
  [
    'a 500 begins their streak anew',
    { ...all, consecutive5xx: 50, enforcingConsecutiveGatewayFailure: 100 },
    '503x4 500 503x4',
    '',
  ],
  ['a 500 leaves the other streak', { ...all, enforcingConsecutiveGatewayFailure: 100 }, '503x4 500', 'a'],
  [
    'a timeout and a connect failure are gateway errors',
    { ...all, consecutive5xx: 50, enforcingConsecutiveGatewayFailure: 100 },
    'timeoutx3 connectFailurex2',
    'a',
  ],
  ['errors that are not enforced eject nobody', { ...all, enforcingConsecutive5xx: 0 }, '503x20', ''],
  ['none goes below ten hosts by default', {}, '503x20', ''],
  ['one goes all the same where that is said', { alwaysEjectOneHost: true }, '503x5 b:503x5', 'a'],
  ['the share is taken with the host out', { maxEjectionPercent: 66 }, '503x5 b:503x5', 'a'],
  ['the share may be met exactly', { maxEjectionPercent: 67 }, '503x5 b:503x5 c:503x5', 'ab'],
  ['more than all is all', { maxEjectionPercent: 1_000 }, '503x5 b:503x5 c:503x5', 'abc'],
  ['a streak that may not eject begins anew', { maxEjectionPercent: 34 }, 'b:503x5 503x5 503x4', 'b'],
  ['a streak of 0 never ends', { ...all, consecutive5xx: 0 }, '503x20', ''],
] as const)('%s', (_what, given, text, ejected) => {
  expect(report(detector(given), text)).toBe(ejected);
});

test.each([
  ['connect failures eject by their own streak', 'connectFailure timeoutx2 connectFailurex2', 'a'],
  ['a connection begins it anew', 'connectFailurex4 connectSuccess connectFailurex4', ''],
  ['a response does not', 'connectFailurex4 200 connectFailure', 'a'],
  ['they are no 5xx', '503x4 connectFailurex4', ''],
] as const)('with split errors, %s', (_what, text, ejected) => {
  expect(report(detector({ ...all, splitExternalLocalOriginErrors: true }), text)).toBe(ejected);
});

test('a host comes back at the first sweep after its time, and with new streaks', () => {
  const target = detector();
  report(target, '503x5', 1_000);
  report(target, '503x4', 2_000);
  target.sweep(30_999);
  expect(target.ejected()).toEqual(['a']);
  target.sweep(31_000);
  expect(target.ejected()).toEqual([]);
  expect(report(target, '503x4', 31_000)).toBe('');
  expect(report(target, '503', 31_000)).toBe('a');
});

/** Ejects, then tells the first second at which a sweep gives the host back. */
function secondsOut(target: OutlierDetector, fromMs: number): number {
  report(target, '503x5', fromMs);
  for (let second = 1; second < 2_000; second += 1) {
    if (!target.sweep(fromMs + second * 1_000).some(({ change }) => change === 'returned')) continue;
    return second;
  }
  return Number.NaN;
}

test('the time grows with each ejection to its longest, which holds from then on', () => {
  const target = detector({ ...all, maxEjectionTimeMs: 70_000, intervalMs: 1_000_000 });
  expect([0, 1, 2, 3, 4].map((round) => secondsOut(target, round * 100_000))).toEqual([30, 60, 70, 70, 70]);
});

test('a base beyond the longest time by default moves it', () => {
  expect(secondsOut(detector({ ...all, baseEjectionTimeMs: 400_000 }), 0)).toBe(400);
});

test('the factor goes down by one with each sweep after a whole interval in service', () => {
  const target = detector();
  expect([secondsOut(target, 0), secondsOut(target, 30_000)]).toEqual([30, 60]);
  target.sweep(99_999);
  expect(secondsOut(target, 99_999)).toBe(90);
  const calm = 99_999 + 90_000;
  target.sweep(calm + 10_000);
  target.sweep(calm + 20_000);
  expect(secondsOut(target, calm + 20_000)).toBe(60);
});

const five = ['a', 'b', 'c', 'd', 'e'];
const noStreaks: GivenSettings = { ...all, consecutive5xx: 0 };
const traffic = (host: string, failed: number, total: number) =>
  `${host}:500x${failed} ${host}:200x${total - failed}`;

test.each([
  ['ejects who is far below the others', {}, [100, 0, 0, 0, 0], 'a'],
  ['lets all be who are alike', {}, [10, 10, 10, 10, 10], ''],
  ['asks for a hundred requests of each', {}, [100, 0, 0, 0, -1], ''],
  ['needs five hosts', { successRateMinimumHosts: 6 }, [100, 0, 0, 0, 0], ''],
  ['is off where it is not enforced', { enforcingSuccessRate: 0 }, [100, 0, 0, 0, 0], ''],
  ['looks at the factor', { successRateStdevFactor: 2_100 }, [100, 0, 0, 0, 0], ''],
  [
    'by failure percentage where that is enforced',
    { enforcingSuccessRate: 0, enforcingFailurePercentage: 100, failurePercentageThreshold: 80 },
    [100, 80, 0, 0, 0],
    'ab',
  ],
  [
    'by failure percentage only from its threshold',
    { enforcingSuccessRate: 0, enforcingFailurePercentage: 100, failurePercentageThreshold: 101 },
    [100, 80, 0, 0, 0],
    '',
  ],
] as const)('a sweep %s', (_what, given, failures, ejected) => {
  const target = detector({ ...noStreaks, ...given }, five);
  for (const [index, failed] of failures.entries()) {
    report(target, failed < 0 ? `${five[index]}:200x99` : traffic(five[index] ?? '', failed, 100));
  }
  expect(target.ejected()).toEqual([]);
  target.sweep(10_000);
  expect(target.ejected().join('')).toBe(ejected);
});

test('a sweep looks at the traffic since the last one alone', () => {
  const target = detector(noStreaks, five);
  for (const host of five) report(target, traffic(host, host === 'a' ? 60 : 0, 60));
  target.sweep(10_000);
  for (const host of five) report(target, traffic(host, 0, 60));
  target.sweep(20_000);
  expect(target.ejected()).toEqual([]);
});

test('never ejects more than the share, save the one host that always may go', () => {
  const step = fc.record({
    host: fc.integer({ min: 0, max: 9 }),
    status: fc.constantFrom(200, 500, 503),
    times: fc.nat(8),
  });
  fc.assert(
    fc.property(
      fc.array(step),
      fc.integer({ min: 0, max: 100 }),
      fc.boolean(),
      (steps, maxEjectionPercent, alwaysEjectOneHost) => {
        const hosts = Array.from({ length: 10 }, (_, index) => `h${index}`);
        const target = detector({ maxEjectionPercent, alwaysEjectOneHost }, hosts);
        for (const [index, { host, status, times }] of steps.entries()) {
          for (let round = 0; round < times; round += 1) {
            target.report(`h${host}`, { kind: 'response', status }, index * 1_000);
          }
          if (index % 7 === 6) target.sweep(index * 1_000);
          const most = Math.max(Math.floor(maxEjectionPercent / 10), alwaysEjectOneHost ? 1 : 0);
          expect(target.ejected().length).toBeLessThanOrEqual(most);
        }
      },
    ),
  );
});
