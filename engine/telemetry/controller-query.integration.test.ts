import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestTelemetry, type TestTelemetry } from '../testing/running-telemetry.ts';

let telemetry: TestTelemetry;
beforeAll(async () => {
  telemetry = await startTestTelemetry();
});
afterAll(() => telemetry.dispose());

const at = { timeMs: 1_800_000_000_500 };

it('answers a controller with the samples of a vector', async () => {
  const expression =
    'label_replace(vector(2.5), "pod", "a", "", "") or label_replace(vector(1) / 0, "pod", "b", "", "")';
  expect(await telemetry.handle.query(expression, at)).toEqual([
    { labels: { pod: 'a' }, value: 2.5 },
    { labels: { pod: 'b' }, value: Number.POSITIVE_INFINITY },
  ]);
  expect(await telemetry.handle.query('vector(time()) > 5', at)).toEqual([
    { labels: {}, value: 1_800_000_000.5 },
  ]);
  expect(await telemetry.handle.query('absent_series', at)).toEqual([]);
});

it('answers with the one value of a scalar', async () => {
  expect(await telemetry.handle.query('0 / 0', at)).toEqual([{ labels: {}, value: Number.NaN }]);
});

it.each([
  ['does not parse', 'sum(', /unclosed left parenthesis|unexpected end of input|parse error/],
  ['has no value at one time', 'up[5m]', /is a matrix, not a vector/],
])('says what is wrong when an expression %s', async (_what, expression, message) => {
  await expect(telemetry.handle.query(expression, at)).rejects.toMatchObject({
    code: 'metrics-query-failed',
    message: expect.stringMatching(message),
  });
});

it('rejects at once when the process is gone', async () => {
  const other = await startTestTelemetry();
  process.kill(other.handle.pid, 'SIGKILL');
  await expect(other.handle.query('up', at)).rejects.toMatchObject({ code: 'telemetry-unavailable' });
  await other.dispose();
});
