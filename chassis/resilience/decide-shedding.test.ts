import { expect, it } from 'vitest';
import { decideShedding } from './decide-shedding.ts';

const limits = { mostActive: 100, longestLoopDelayMs: 400 };

it.each([
  ['serves a request alone, however late the loop', { active: 0, loopDelayMs: 9_000 }, 'first', null],
  ['serves what it can', { active: 74, loopDelayMs: 300 }, 'first', null],
  ['sheds at three quarters', { active: 75, loopDelayMs: 0 }, 'first', '75 requests are under way'],
  ['keeps the last quarter for what is shed last', { active: 99, loopDelayMs: 400 }, 'last', null],
  ['sheds everything at the limit', { active: 100, loopDelayMs: 0 }, 'last', '100 requests are under way'],
  [
    'sheds when the loop is late',
    { active: 5, loopDelayMs: 301.4 },
    'first',
    'the event loop is 301 ms late',
  ],
  [
    'sheds checkouts when it is very late',
    { active: 5, loopDelayMs: 401 },
    'last',
    'the event loop is 401 ms late',
  ],
] as const)('%s', (_title, load, order, reason) => {
  expect(decideShedding(load, limits, order)).toBe(reason);
});
