import type { Queryable } from '@petstore/chassis/postgres';
import { systemClock } from '@petstore/chassis/time';
import { type OrderStatus, orderStatuses } from '@petstore/contracts/http';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createOrderWaits, hasSettled, type OrderWait } from './order-waits.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const never = new AbortController().signal;

/** Orders as the database has them, with a count of its statements. */
function startWaits({ mostWaiting = 1_000 } = {}) {
  const statuses = new Map<string, OrderStatus>();
  const looks: string[][] = [];
  const database = {
    query: async (_statement: unknown, [ids]: readonly [string[]]) => {
      looks.push(ids);
      return { rows: ids.map((id) => ({ id, status: statuses.get(id) })) };
    },
  } as unknown as Queryable;
  const waits = createOrderWaits({ database, clock: systemClock, mostWaiting });
  const ending = new AbortController();
  void waits.run(ending.signal);
  return { waits, statuses, looks, stop: () => ending.abort() };
}

function endOf(wait: OrderWait, gone = never): { readonly hasEnded: () => boolean } {
  let hasEnded = false;
  void wait.end(8_000, gone).then(() => {
    hasEnded = true;
    wait.close();
  });
  return { hasEnded: () => hasEnded };
}

const settle = (subject: string) => [{ type: 'OrderAccepted', subject } as const];
const pass = (durationMs: number) => vi.advanceTimersByTimeAsync(durationMs);

describe('a wait for an order', () => {
  it('ends with the event that this replica committed, without a statement', async () => {
    const { waits, looks } = startWaits();
    const mine = endOf(waits.open('ord_1', 'payment_confirmed'));
    const later = endOf(waits.open('ord_1', 'delivered'));
    const other = endOf(waits.open('ord_2', 'payment_confirmed'));
    waits.tell(settle('ord_1'));
    await pass(0);
    expect([mine.hasEnded(), later.hasEnded(), other.hasEnded()]).toEqual([true, false, false]);
    expect(looks).toEqual([]);
  });

  it('ends with an event between the opening and the wait', async () => {
    const { waits } = startWaits();
    const wait = waits.open('ord_1', 'payment_confirmed');
    waits.tell(settle('ord_1'));
    const ended = endOf(wait);
    await pass(0);
    expect(ended.hasEnded()).toBe(true);
  });

  it('leaves an order alone for a second that this replica runs, and then looks for it', async () => {
    const { waits, looks, statuses } = startWaits();
    waits.expect('ord_1');
    const ended = endOf(waits.open('ord_1', 'delivered'));
    await pass(990);
    expect(looks).toEqual([]);
    statuses.set('ord_1', 'delivered');
    await pass(20);
    expect([looks, ended.hasEnded()]).toEqual([[['ord_1']], true]);
  });

  it('looks early at an order of another replica beside one that this replica runs', async () => {
    const { waits, looks } = startWaits();
    waits.expect('ord_1');
    endOf(waits.open('ord_1', 'delivered'));
    endOf(waits.open('ord_2', 'delivered'));
    await pass(60);
    expect(looks).toEqual([['ord_2']]);
  });

  it('looks for all orders that are due in one statement, at growing intervals', async () => {
    const { waits, looks, statuses } = startWaits();
    const ended = ['ord_1', 'ord_2', 'ord_2'].map((id) => endOf(waits.open(id, 'delivered')));
    await pass(1_000);
    expect(looks.length).toBeGreaterThanOrEqual(4);
    expect(looks.length).toBeLessThanOrEqual(6);
    expect(new Set(looks.map((ids) => ids.join()))).toEqual(new Set(['ord_1,ord_2']));
    statuses.set('ord_2', 'cancelled');
    await pass(300);
    expect(ended.map(({ hasEnded }) => hasEnded())).toEqual([false, true, true]);
  });

  it('ends after its timeout, when the caller is gone, and when the service stops', async () => {
    const { waits, stop, looks } = startWaits();
    const gone = new AbortController();
    const late = endOf(waits.open('ord_1', 'delivered'));
    await pass(7_990);
    const left = endOf(waits.open('ord_2', 'delivered'), gone.signal);
    const stopped = endOf(waits.open('ord_3', 'delivered'));
    await pass(20);
    expect([late.hasEnded(), left.hasEnded(), stopped.hasEnded()]).toEqual([true, false, false]);
    gone.abort();
    await pass(0);
    expect([left.hasEnded(), stopped.hasEnded()]).toEqual([true, false]);
    stop();
    await pass(0);
    expect(stopped.hasEnded()).toBe(true);
    const count = looks.length;
    await pass(10_000);
    expect(looks).toHaveLength(count);
  });

  it('is over at once if too many wait, and those that ended make room', async () => {
    const { waits } = startWaits({ mostWaiting: 2 });
    const first = waits.open('ord_1', 'delivered');
    endOf(waits.open('ord_1', 'delivered'));
    const third = endOf(waits.open('ord_2', 'delivered'));
    await pass(0);
    expect(third.hasEnded()).toBe(true);
    first.close();
    first.close();
    const fourth = endOf(waits.open('ord_2', 'delivered'));
    const fifth = endOf(waits.open('ord_2', 'delivered'));
    await pass(0);
    expect([fourth.hasEnded(), fifth.hasEnded()]).toEqual([false, true]);
  });
});

describe('hasSettled', () => {
  it.each([
    ['pending', 'pending', true],
    ['pending', 'payment_confirmed', false],
    ['payment_confirmed', 'payment_confirmed', true],
    ['out_for_delivery', 'payment_confirmed', true],
    ['cancelled', 'payment_confirmed', true],
    ['delivered', 'cancelled', true],
    ['out_for_delivery', 'cancelled', false],
  ] as const)('of %s for %s is %s', (status, wanted, isSettled) => {
    expect(hasSettled(status, wanted)).toBe(isSettled);
  });

  it('is true of both final statuses, whatever is wanted', () => {
    for (const wanted of orderStatuses)
      for (const status of ['delivered', 'cancelled'] as const) expect(hasSettled(status, wanted)).toBe(true);
  });
});
