import { describe, expect, it } from 'vitest';
import { CustomerQueue } from './customer-queue.ts';

describe('customers', () => {
  it('are taken in turns', async () => {
    const customers = new CustomerQueue(['a', 'b']);
    expect(await customers.take()).toBe('a');
    customers.give('a');
    expect(await customers.take()).toBe('b');
    expect(await customers.take()).toBe('a');
  });

  it('are waited for when all are shopping, in order', async () => {
    const customers = new CustomerQueue(['a']);
    await customers.take();
    const taken: string[] = [];
    const first = customers.take().then((id) => taken.push(`first ${id}`));
    const second = customers.take().then((id) => taken.push(`second ${id}`));
    expect(taken).toEqual([]);
    customers.give('a');
    await first;
    customers.give('a');
    await second;
    expect(taken).toEqual(['first a', 'second a']);
  });
});
