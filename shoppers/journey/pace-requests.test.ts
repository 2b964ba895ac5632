import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { paceRequests, type RequestKind } from './pace-requests.ts';

beforeEach(() => {
  vi.useFakeTimers({ now: 10_000 });
});
afterEach(() => {
  vi.useRealTimers();
});

const answerAfter = (ms: number) => () => new Promise<void>((resolve) => setTimeout(resolve, ms));

async function walk(thinkMs: number, lateMs: number) {
  const answers: [RequestKind, number][] = [];
  const lags: number[] = [];
  const paced = paceRequests({
    dueMs: performance.now() - lateMs,
    thinkMs: () => thinkMs,
    onSend: (lagMs) => lags.push(lagMs),
    onAnswer: (kind, latencyMs) => answers.push([kind, latencyMs]),
  });
  const walked = (async () => {
    await paced('sign-in', answerAfter(30));
    await paced('browse', answerAfter(20));
    await paced('order', () => answerAfter(5)().then(() => Promise.reject(new Error('refused'))));
  })().catch((error: Error) => error.message);
  await vi.runAllTimersAsync();
  expect(await walked).toBe('refused');
  return { answers, lags };
}

test('counts the first request from its schedule, and others from when the customer could ask', async () => {
  const { answers, lags } = await walk(0, 100);
  expect(lags).toEqual([100, 0, 0]);
  expect(answers).toEqual([
    ['sign-in', 130],
    ['browse', 20],
    ['order', 5],
  ]);
});

test('thinks before every request but the first, and does not count it', async () => {
  const { answers } = await walk(1_000, 0);
  expect(answers.map(([, latencyMs]) => latencyMs)).toEqual([30, 20, 5]);
  expect(performance.now()).toBeGreaterThanOrEqual(2_055);
});
