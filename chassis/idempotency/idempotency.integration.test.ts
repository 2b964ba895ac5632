import { createLogger } from '@petstore/chassis/logging';
import {
  createPool,
  inTransaction,
  type Pool,
  type Queryable,
  unnamedStatement,
} from '@petstore/chassis/postgres';
import { createMortalPool, createTestDatabase, type TestDatabase } from '@petstore/chassis/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { answerOnce, claimKey } from './answer-once.ts';
import { migrateIdempotency } from './idempotency-migrations.ts';
import { keepAnswer, keepReference, pruneKeys } from './idempotency-store.ts';

let database: TestDatabase;
let pool: Pool;

beforeAll(async () => {
  database = await createTestDatabase({ name: 'idempotency' });
  const connection = database.owner;
  await migrateIdempotency({ connection, log: createLogger({ service: 'test', level: 'warn' }) });
  pool = createPool({ connection, applicationName: 'idempotency test', onError: () => undefined });
  await execute('create table effects (key text not null)');
});
afterAll(async () => {
  await pool.close();
  await database.drop();
});
beforeEach(() => execute('truncate effects, idempotency_keys'));

const execute = <Row>(sql: string) => pool.query(unnamedStatement<Row>(sql));
const once = (key: string | null, requestHash = 'same') => ({
  scope: 'POST /things customer',
  key,
  requestHash,
});
const keyed = (key: string, requestHash = 'same') => ({ ...once(null, requestHash), key });
const made = { status: 201, body: '{"made":true}' };

async function work(transaction: Queryable) {
  await transaction.query(unnamedStatement(`insert into effects values ('effect')`));
  return { answer: made, result: 'done' };
}
const effects = async () => (await execute(`select 1 from effects`)).rowCount;

describe('a request with a key', () => {
  it('takes effect once and is answered the same again', async () => {
    expect(await answerOnce(pool, once('k'), work)).toEqual({
      isReplay: false,
      answer: made,
      result: 'done',
    });
    expect(await answerOnce(pool, once('k'), work)).toEqual({ isReplay: true, answer: made });
    expect(await effects()).toBe(1);
  });

  it('is refused for another request, and another caller may use the same key', async () => {
    await answerOnce(pool, once('k'), work);
    await expect(answerOnce(pool, once('k', 'other'), work)).rejects.toMatchObject({
      ...{ code: 'idempotency-key-reused', kind: 'unprocessable' },
    });
    expect(await answerOnce(pool, { ...once('k', 'other'), scope: 'another' }, work)).toMatchObject({
      isReplay: false,
    });
  });

  it('gets `request-in-flight` while the first one is handled', async () => {
    await inTransaction(pool, async (transaction) => {
      await claimKey(transaction, keyed('k'));
      await expect(answerOnce(pool, once('k'), work)).rejects.toMatchObject({
        ...{ code: 'request-in-flight', kind: 'conflict' },
      });
    });
    expect(await answerOnce(pool, once('k'), work)).toMatchObject({ isReplay: false });
  });

  it('is answered at once when it is finished, however many requests come at the same time', async () => {
    await answerOnce(pool, once('k'), work);
    await inTransaction(pool, async (transaction) => {
      await claimKey(transaction, keyed('k'));
      expect(await answerOnce(pool, once('k'), work)).toEqual({ isReplay: true, answer: made });
      await expect(answerOnce(pool, once('k', 'other'), work)).rejects.toMatchObject({
        code: 'idempotency-key-reused',
      });
    });
  });

  it('leaves the key free when it fails', async () => {
    const failing = () => Promise.reject(new Error('fails'));
    await expect(answerOnce(pool, once('k'), failing)).rejects.toThrow('fails');
    expect(await answerOnce(pool, once('k'), work)).toMatchObject({ isReplay: false });
  });

  it('is new after a day, even before the old key was pruned', async () => {
    await answerOnce(pool, once('k'), work);
    await execute(`update idempotency_keys set created_at = now() - interval '23 hours 59 minutes'`);
    expect(await answerOnce(pool, once('k'), work)).toMatchObject({ isReplay: true });
    await execute(`update idempotency_keys set created_at = now() - interval '24 hours 1 second'`);
    expect(await answerOnce(pool, once('k', 'other'), work)).toMatchObject({ isReplay: false });
    expect(await effects()).toBe(2);
    await execute(`update idempotency_keys set created_at = now() - interval '24 hours 1 second'`);
    expect(await pruneKeys(pool)).toBe(false);
    expect((await execute('select 1 from idempotency_keys')).rowCount).toBe(0);
  });

  it('takes effect each time without a key', async () => {
    await answerOnce(pool, once(null), work);
    await answerOnce(pool, once(null), work);
    expect(await effects()).toBe(2);
  });
});

describe('a process that is killed at any exchange with the database', () => {
  it('has either done all of it or nothing, so that a retry with the same key makes it one effect', async () => {
    const ends: boolean[] = [];
    for (let exchange = 1; ; exchange += 1) {
      for (const when of ['before', 'after'] as const) {
        const key = `${exchange} ${when}`;
        const mortal = createMortalPool(pool, { exchange, when });
        await answerOnce(mortal, once(key), work).catch(() => undefined);
        ends.push(mortal.hasDied());
        // The server may need a moment to notice that the connection is gone.
        const retried = await vi.waitFor(() => answerOnce(pool, once(key), work), { timeout: 5_000 });
        expect(retried.answer).toEqual(made);
        expect(await effects()).toBe(1);
        await execute('truncate effects');
      }
      if (!ends.at(-1)) break;
    }
    expect(ends.filter((hasDied) => hasDied).length).toBeGreaterThan(8);
  });
});

describe('work that takes more than one transaction', () => {
  it('is continued by the next request with the key, and answered from then on', async () => {
    const claim = () => inTransaction(pool, (transaction) => claimKey(transaction, keyed('k')));
    expect(await claim()).toEqual({ state: 'new' });
    await inTransaction(pool, async (transaction) => keepReference(transaction, keyed('k'), 'call-1'));
    expect(await claim()).toEqual({ state: 'begun', reference: 'call-1' });
    await inTransaction(pool, async (transaction) => keepAnswer(transaction, keyed('k'), made));
    expect(await claim()).toEqual({ state: 'answered', answer: made });
  });
});
