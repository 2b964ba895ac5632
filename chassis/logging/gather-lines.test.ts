import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { gatherLines } from './gather-lines.ts';
import { createLogger } from './logger.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A logger, and its lines by the writes with which they went out. */
function openLogger() {
  const writes: string[][] = [];
  const destination = gatherLines({ put: (lines) => writes.push(lines.trimEnd().split('\n')) });
  return { logger: createLogger({ service: 'shop' }, destination), destination, writes };
}

const messagesOf = (writes: readonly string[][]) =>
  writes.map((lines) => lines.map((line) => JSON.parse(line).message));

it('writes a hundred lines of one moment at once, in their order', () => {
  const { logger, writes } = openLogger();
  for (let count = 0; count < 100; count += 1) logger.info({ count }, `line ${count}`);
  expect(writes).toEqual([]);
  vi.advanceTimersByTime(200);
  expect(messagesOf(writes)).toEqual([Array.from({ length: 100 }, (_, count) => `line ${count}`)]);
});

it('lets the first of several lines wait no longer than the others', () => {
  const { logger, writes } = openLogger();
  logger.info('first');
  vi.advanceTimersByTime(150);
  logger.info('second');
  vi.advanceTimersByTime(50);
  expect(messagesOf(writes)).toEqual([['first', 'second']]);
  vi.advanceTimersByTime(1_000);
  logger.info('third');
  vi.advanceTimersByTime(200);
  expect(messagesOf(writes)).toEqual([['first', 'second'], ['third']]);
});

it('writes an error at once, after the lines before it', () => {
  const { logger, writes } = openLogger();
  logger.info('before');
  logger.error('broken');
  expect(messagesOf(writes)).toEqual([['before', 'broken']]);
  logger.info('after');
  expect(writes).toHaveLength(1);
});

it('writes without waiting when much is gathered, and holds no more than that', () => {
  const { logger, writes } = openLogger();
  const text = 'x'.repeat(1_000);
  for (let count = 0; count < 100; count += 1) logger.info({ text }, 'long');
  expect(writes.length).toBeGreaterThanOrEqual(3);
  expect(writes.length).toBeLessThanOrEqual(4);
  vi.advanceTimersByTime(200);
  expect(writes.flat()).toHaveLength(100);
});

it('writes what is gathered when it is told to', () => {
  const { logger, writes } = openLogger();
  logger.info('told');
  logger.flush();
  expect(messagesOf(writes)).toEqual([['told']]);
});
