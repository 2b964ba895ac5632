import { describe, expect, it } from 'vitest';
import type { PoolConnection } from './pool-connection.ts';
import { statement } from './queryable.ts';
import { openTransaction } from './transaction.ts';

const read = statement('read', 'select 1 for update');
const write = statement('write', 'update pets set name = $1');

/** A connection on which nothing but the names of statements is heard. */
function listeningConnection() {
  const heard: string[] = [];
  const connection: PoolConnection = {
    query: async ({ name = '' }) => {
      heard.push(name);
      return { rows: [], rowCount: 0 };
    },
    run: async (command) => command,
    discard: () => undefined,
    isDiscarded: () => false,
  };
  return { connection, heard };
}

describe('openTransaction', () => {
  it('sends reads at once and holds a change, and what follows it, back until the server has begun', async () => {
    const { connection, heard } = listeningConnection();
    let begin: () => void = () => undefined;
    const began = new Promise<void>((resolve) => {
      begin = resolve;
    });
    const transaction = openTransaction(connection, began);
    await transaction.query(read);
    expect(heard).toEqual(['read']);
    transaction.send(write, ['Rex']);
    const second = transaction.query(read);
    await Promise.resolve();
    expect(heard).toEqual(['read']);
    begin();
    await second;
    transaction.send(write, ['Tom']);
    expect(heard).toEqual(['read', 'write', 'read', 'write']);
    expect(await transaction.settled()).toBeUndefined();
  });

  it('sends no change when the server did not begin', async () => {
    const { connection, heard } = listeningConnection();
    const failure = new Error('no transaction');
    const transaction = openTransaction(connection, Promise.reject(failure));
    transaction.send(write, ['Rex']);
    await expect(transaction.query(write, ['Tom'])).rejects.toBe(failure);
    expect(await transaction.settled()).toBe(failure);
    expect(heard).toEqual([]);
  });
});
