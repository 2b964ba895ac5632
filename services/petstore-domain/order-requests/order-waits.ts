import type { RecordedEvent } from '@petstore/chassis/events';
import type { Queryable } from '@petstore/chassis/postgres';
import type { Clock } from '@petstore/chassis/time';
import { createWaker, type Worker } from '@petstore/chassis/workers';
import { type OrderStatus, orderStatuses } from '@petstore/contracts/http';
import { reachedStatus } from '../orders/count-order-events.ts';
import { readStatuses } from '../orders/order-view-store.ts';

/** One request's wait for one order. */
export interface OrderWait {
  /** Resolves when the order has settled, after the timeout, when the caller is gone, or when the service stops. */
  end(timeoutMs: number, gone: AbortSignal): Promise<void>;
  close(): void;
}

/**
 * Requests that wait for orders. The replica that commits a change ends its own waits from memory; as a worker, this
 * looks for the changes of other replicas: docs/decisions/0054-a-look-at-an-order-may-wait.md
 */
export interface OrderWaits extends Worker {
  /** Opened before the order is read, so that no change between the reading and the wait is missed. */
  open(orderId: string, wanted: OrderStatus): OrderWait;
  /** Tells that this process runs the order's saga, so that its changes are told rather than looked for. */
  expect(orderId: string): void;
  /** Ends the waits that committed events settle. */
  tell(recorded: readonly Pick<RecordedEvent, 'type' | 'subject'>[]): void;
}

export interface OrderWaitsOptions {
  readonly database: Queryable;
  readonly clock: Clock;
  /** One more request is answered at once; 1,000 by default. */
  readonly mostWaiting?: number;
}

interface Waiting {
  readonly orderId: string;
  readonly wanted: OrderStatus;
  readonly settled: AbortController;
  /** Looks at the order so far. */
  looks: number;
  dueAtMs: number;
}

const lookAfterMs = [50, 100, 200, 250] as const;
const longestLookMs = 250;
/** First look at an order that this process runs: by then its lease may have gone to another one. */
const ownLookAfterMs = 1_000;
const mostExpected = 1_000;
/** An explicit reason, because without one each abort creates an exception with a stack. */
const settled = 'settled';

/** Whether an order has reached the wanted status, has passed it, or can no longer reach it. */
export function hasSettled(status: OrderStatus, wanted: OrderStatus): boolean {
  if (status === wanted || status === 'delivered' || status === 'cancelled') return true;
  return wanted !== 'cancelled' && orderStatuses.indexOf(status) > orderStatuses.indexOf(wanted);
}

export function createOrderWaits({ database, clock, mostWaiting = 1_000 }: OrderWaitsOptions): OrderWaits {
  const waiting = new WaitingRequests();
  const waker = createWaker(clock);
  const expected = new Set<string>();
  let isStopping = false;

  /** One statement for all orders that are due. */
  async function look(): Promise<void> {
    const due = waiting.dueAt(clock.now());
    if (due.length === 0) return;
    for (const wait of due) {
      wait.looks += 1;
      wait.dueAtMs = clock.now() + (lookAfterMs[wait.looks] ?? longestLookMs);
    }
    const statuses = await readStatuses(database, [...new Set(due.map(({ orderId }) => orderId))]);
    for (const [orderId, status] of statuses) waiting.settle(orderId, status);
  }

  return {
    name: 'order-waits',
    open(orderId, wanted) {
      const wait = { orderId, wanted, settled: new AbortController(), looks: 0, dueAtMs: Infinity };
      if (isStopping || waiting.count >= mostWaiting) wait.settled.abort(settled);
      else waiting.add(wait);
      return {
        async end(timeoutMs, gone) {
          wait.dueAtMs = clock.now() + (expected.has(orderId) ? ownLookAfterMs : lookAfterMs[0]);
          waker.wake();
          await clock.wait(timeoutMs, AbortSignal.any([wait.settled.signal, gone]));
        },
        close: () => waiting.remove(wait),
      };
    },
    expect(orderId) {
      const [oldest] = expected;
      if (expected.size >= mostExpected && oldest !== undefined) expected.delete(oldest);
      expected.add(orderId);
    },
    tell(recorded) {
      for (const { type, subject } of recorded) {
        const status = reachedStatus[type];
        if (status === undefined) continue;
        waiting.settle(subject, status);
        if (status === 'delivered' || status === 'cancelled') expected.delete(subject);
      }
    },
    run(signal) {
      const stop = () => {
        isStopping = true;
        waiting.endAll();
      };
      return repeatUntilAborted(signal, stop, async () => {
        await waker.wait(Math.max(lookAfterMs[0], waiting.nextDueAtMs() - clock.now()), signal);
        await look();
      });
    },
  };
}

async function repeatUntilAborted(signal: AbortSignal, onAbort: () => void, turn: () => Promise<void>) {
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    while (!signal.aborted) await turn();
  } finally {
    // A worker that failed is started again with the same signal.
    signal.removeEventListener('abort', onAbort);
  }
}

/** The requests that wait, by order. */
class WaitingRequests {
  readonly #byOrder = new Map<string, Set<Waiting>>();
  count = 0;

  add(wait: Waiting): void {
    this.count += 1;
    const others = this.#byOrder.get(wait.orderId);
    if (others === undefined) this.#byOrder.set(wait.orderId, new Set([wait]));
    else others.add(wait);
  }

  remove(wait: Waiting): void {
    const others = this.#byOrder.get(wait.orderId);
    if (others?.delete(wait) !== true) return;
    this.count -= 1;
    if (others.size === 0) this.#byOrder.delete(wait.orderId);
  }

  settle(orderId: string, status: OrderStatus): void {
    for (const wait of this.#byOrder.get(orderId) ?? []) if (hasSettled(status, wait.wanted)) this.#end(wait);
  }

  dueAt(nowMs: number): readonly Waiting[] {
    return this.#all().filter(({ dueAtMs }) => dueAtMs <= nowMs);
  }

  /** Infinity if no request waits. */
  nextDueAtMs(): number {
    return this.#all().reduce((earliest, { dueAtMs }) => Math.min(earliest, dueAtMs), Infinity);
  }

  endAll(): void {
    for (const wait of this.#all()) this.#end(wait);
  }

  #end(wait: Waiting): void {
    this.remove(wait);
    wait.settled.abort(settled);
  }

  #all(): readonly Waiting[] {
    return [...this.#byOrder.values()].flatMap((waits) => [...waits]);
  }
}
