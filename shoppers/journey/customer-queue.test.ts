import { describe, expect, it } from 'vitest';
import { CustomerQueue } from './customer-queue.ts';

describe('the queue of customers', () => {
  it('hands out customers in turn', async () => {
    const customers = new CustomerQueue(['a', 'b']);
    expect(await customers.take()).toBe('a');
    customers.give('a');
    expect(await customers.take()).toBe('b');
    expect(await customers.take()).toBe('a');
  });

  it('makes callers wait in order when no customer is free', async () => {
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
