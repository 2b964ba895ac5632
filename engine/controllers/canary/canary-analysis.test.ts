import { expect, test } from 'vitest';
import { checkMetrics, type MetricCheck, type MetricValue } from './canary-analysis.ts';

const inRange = (name: string, min: number | null, max: number | null): MetricCheck => ({
  name,
  range: { min, max },
  threshold: 0,
});
const upTo = (name: string, threshold: number): MetricCheck => ({ name, range: null, threshold });
const rate = 'request-success-rate';
const duration = 'request-duration';

test.each([
  ['its least is still good', inRange('m', 1, 2), 1, true],
  ['its most is still good', inRange('m', 1, 2), 2, true],
  ['less is bad', inRange('m', 1, 2), 0.99, false],
  ['more is bad', inRange('m', 1, 2), 2.01, false],
  ['without a least, less is good', inRange('m', null, 2), -5, true],
  ['without a most, more is good', inRange('m', 1, null), 1e9, true],
  ['a success rate may not go below its threshold', upTo(rate, 99), 98.9, false],
  ['a success rate may meet it', upTo(rate, 99), 99, true],
  ['a duration may not pass its threshold', upTo(duration, 500), 501, false],
  ['a duration may meet it', upTo(duration, 500), 500, true],
  ['a duration counts in whole milliseconds', inRange(duration, null, 500), 500.9, true],
  ['any other may not pass its threshold', upTo('m', 5), 5.1, false],
  ['any other may meet it', upTo('m', 5), 5, true],
  ['no threshold at all is one of nothing', upTo('m', 0), 0.1, false],
  ['no values are a failure', inRange('m', null, null), null, false],
  ['a failed query is a failure', inRange('m', null, null), 'error', false],
] as const)('%s', (_what, check, value: MetricValue, isGood) => {
  expect(checkMetrics([check], () => value) === null).toBe(isGood);
});

test('asks the metrics that Flagger knows first, and stops at the first that is bad', () => {
  const asked: string[] = [];
  const reason = checkMetrics(
    [inRange('own', 0, 1), inRange(duration, 0, 1), inRange(rate, 0, 1)],
    (name) => {
      asked.push(name);
      return name === rate ? 5 : 1;
    },
  );
  expect(asked).toEqual([duration, rate]);
  expect(reason).toBe(`${rate} is 5, more than 1`);
});
