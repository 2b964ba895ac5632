import { afterEach, describe, expect, it, vi } from 'vitest';
import { type Bulkhead, type BulkheadCounts, createBulkhead } from './create-bulkhead.ts';

const forever = Number.POSITIVE_INFINITY;
afterEach(() => vi.useRealTimers());

async function execute<Result>(bulkhead: Bulkhead, work: () => Promise<Result>, patienceMs: number) {
  await bulkhead.enter(patienceMs);
  try {
    return await work();
  } finally {
    bulkhead.leave();
  }
}

/** Work that the test ends. */
function openWork() {
  let finish: () => void = () => undefined;
  const promise = new Promise<void>((resolve) => {
    finish = resolve;
  });
  return { run: () => promise, finish: () => finish() };
}

describe('a bulkhead', () => {
  it('runs up to its limit, queues a few in order, and refuses the rest at once', async () => {
    const counts: BulkheadCounts[] = [];
    const bulkhead = createBulkhead({ mostAtOnce: 1, mostWaiting: 2, onChange: (now) => counts.push(now) });
    const first = openWork();
    const order: string[] = [];
    const running = execute(bulkhead, first.run, forever);
    const waiting = ['second', 'third'].map((name) =>
      execute(bulkhead, async () => void order.push(name), forever),
    );
    expect(counts.at(-1)).toEqual({ active: 1, waiting: 2 });
    await expect(execute(bulkhead, async () => 'fourth', forever)).rejects.toMatchObject({
      code: 'peer-saturated',
      kind: 'unavailable',
    });
    first.finish();
    await Promise.all([running, ...waiting]);
    expect(order).toEqual(['second', 'third']);
    expect(counts.at(-1)).toEqual({ active: 0, waiting: 0 });
  });

  it('gives up waiting after the patience, and passes each capacity on only once', async () => {
    vi.useFakeTimers();
    const bulkhead = createBulkhead({ mostAtOnce: 1, mostWaiting: 2 });
    const first = openWork();
    const running = execute(bulkhead, first.run, forever);
    const late = expect(execute(bulkhead, async () => 'late', 100)).rejects.toMatchObject({
      code: 'peer-saturated',
    });
    const patient = execute(bulkhead, async () => 'patient', forever);
    await vi.advanceTimersByTimeAsync(100);
    await late;
    first.finish();
    await running;
    expect(await patient).toBe('patient');
    expect(await execute(bulkhead, async () => 'next', forever)).toBe('next');
  });

  it('frees the capacity of work that fails', async () => {
    const bulkhead = createBulkhead({ mostAtOnce: 1, mostWaiting: 0 });
    const failing = execute(bulkhead, () => Promise.reject(new Error('no')), forever);
    await expect(failing).rejects.toThrow('no');
    expect(await execute(bulkhead, async () => 'next', forever)).toBe('next');
  });
});
