import { createTestDatabase, type TestDatabase } from '@petstore/chassis/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createPool, type Pool } from './create-pool.ts';
import { inTransaction } from './in-transaction.ts';
import { type Queryable, statement, unnamedStatement } from './queryable.ts';
import type { Transaction } from './transaction.ts';
import { isUniqueViolation } from './wrap-postgres-error.ts';

let database: TestDatabase;
let pool: Pool;

beforeAll(async () => {
  database = await createTestDatabase({ name: 'transaction' });
  pool = createPool({
    connection: database.owner,
    applicationName: 'transaction test',
    onError: () => undefined,
  });
  await pool.query(unnamedStatement('create table accounts (id int primary key, amount int not null)'));
});
afterAll(async () => {
  await pool.close();
  await database.drop();
});
beforeEach(async () => {
  await pool.query(unnamedStatement('truncate accounts'));
  await pool.query(unnamedStatement('insert into accounts values (1, 100), (2, 100)'));
});

const add = statement('add', 'update accounts set amount = amount + $2 where id = $1');
const total = statement<{ total: number }>('total', 'select sum(amount) as total from accounts');
const set = statement('set', 'update accounts set amount = $2 where id = $1');
const amounts = async () =>
  (
    await pool.query(unnamedStatement<{ amount: number }>('select amount from accounts order by id'))
  ).rows.map(({ amount }) => amount);

/** A barrier: resolves for all callers once `count` have called it. */
function meeting(count: number): () => Promise<void> {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  let come = 0;
  return () => {
    come += 1;
    if (come >= count) open();
    return opened;
  };
}

describe('inTransaction', () => {
  it('commits what the work did and returns its result', async () => {
    const result = await inTransaction(pool, async (transaction) => {
      await transaction.query(add, [1, -30]);
      await transaction.query(add, [2, 30]);
      return 'moved';
    });
    expect(result).toBe('moved');
    expect(await amounts()).toEqual([70, 130]);
  });

  it('rolls back when the work throws, and passes its error on', async () => {
    const failure = new Error('changed my mind');
    const outcome = inTransaction(pool, async (transaction) => {
      await transaction.query(add, [1, -30]);
      throw failure;
    });
    await expect(outcome).rejects.toBe(failure);
    expect(await amounts()).toEqual([100, 100]);
    expect(pool.counts().waiting).toBe(0);
  });

  it('does not commit when the work swallowed the error of a statement', async () => {
    const outcome = inTransaction(pool, async (transaction) => {
      await transaction.query(add, [1, -30]);
      await transaction.query(unnamedStatement('select 1/0')).catch(() => undefined);
    });
    await expect(outcome).rejects.toMatchObject({ code: 'database-error', kind: 'bug' });
    expect(await amounts()).toEqual([100, 100]);
  });

  it('runs the work again after a serialization failure, so that both of two colliding ones take effect', async () => {
    let attempts = 0;
    const meet = meeting(2);
    const addTenthOfAll = (id: number) =>
      inTransaction(
        pool,
        async (transaction) => {
          attempts += 1;
          const sum = (await transaction.query(total)).rows[0]?.total;
          await meet();
          await transaction.query(set, [id, Number(sum) / 10]);
        },
        { isolation: 'serializable' },
      );
    await Promise.all([addTenthOfAll(1), addTenthOfAll(2)]);
    expect(attempts).toBe(3);
    const [first, second] = await amounts();
    expect([
      [20, 12],
      [12, 20],
    ]).toContainEqual([first, second]);
  });

  it('runs the work again after a deadlock', async () => {
    const meet = meeting(2);
    const move = async (transaction: Queryable, from: number, to: number) => {
      await transaction.query(add, [from, -10]);
      await meet();
      await transaction.query(add, [to, 10]);
    };
    await Promise.all([
      inTransaction(pool, (transaction) => move(transaction, 1, 2)),
      inTransaction(pool, (transaction) => move(transaction, 2, 1)),
    ]);
    expect(await amounts()).toEqual([100, 100]);
  });

  it('gives up after the retries, with growing delays', async () => {
    const pauses: number[] = [];
    const clock = {
      now: () => 0,
      wait: async (durationMs: number) => {
        pauses.push(durationMs);
      },
    };
    const conflict = unnamedStatement("do $$ begin raise exception sqlstate '40001'; end $$");
    const outcome = inTransaction(pool, (transaction) => transaction.query(conflict), {
      retries: 2,
      clock,
      random: () => 0.5,
    });
    await expect(outcome).rejects.toMatchObject({ code: 'transaction-conflict', kind: 'unavailable' });
    expect(pauses).toEqual([2.5, 5]);
  });

  it('refuses writes in a transaction that only reads', async () => {
    const outcome = inTransaction(pool, (transaction) => transaction.query(add, [1, 1]), { readOnly: true });
    await expect(outcome).rejects.toMatchObject({ details: { sqlState: '25006' } });
  });

  it('throws the connection away when the server ended it, and the next transaction gets another', async () => {
    const suicide = unnamedStatement('select pg_terminate_backend(pg_backend_pid())');
    const outcome = inTransaction(pool, (transaction) => transaction.query(suicide));
    await expect(outcome).rejects.toMatchObject({ code: 'database-unavailable' });
    await inTransaction(pool, (transaction) => transaction.query(add, [1, 1]));
    expect(await amounts()).toEqual([101, 100]);
  });

  it('commits what was sent without waiting, in its order', async () => {
    await inTransaction(pool, async (transaction) => {
      transaction.send(set, [1, 7]);
      transaction.send(add, [1, 5]);
      const { rows } = await transaction.query(total);
      expect(rows).toEqual([{ total: 112 }]);
      transaction.send(add, [2, 1]);
    });
    expect(await amounts()).toEqual([12, 101]);
  });

  it('fails with the error of what was sent, as it was explained, and not with what that led to', async () => {
    const insert = statement('insert-account', 'insert into accounts values ($1, $2)');
    const explained = new Error('the account is there already');
    const last = inTransaction(pool, async (transaction) => {
      transaction.send(add, [1, -30]);
      transaction.send(insert, [2, 5], (error) => (isUniqueViolation(error) ? explained : error));
      transaction.send(add, [2, 30]);
    });
    await expect(last).rejects.toBe(explained);
    const inTheMiddle = inTransaction(pool, async (transaction) => {
      transaction.send(insert, [2, 5]);
      await transaction.query(total);
    });
    await expect(inTheMiddle).rejects.toMatchObject({ code: 'unique-violation' });
    const before = inTransaction(pool, async (transaction) => {
      const asked = transaction.query(insert, [2, 5]);
      transaction.send(add, [1, -30]);
      await asked;
    });
    await expect(before).rejects.toMatchObject({ code: 'unique-violation' });
    expect(await amounts()).toEqual([100, 100]);
  });

  it('keeps nothing of what was sent before the work failed, not even when it failed at once', async () => {
    const failure = new Error('changed my mind');
    const atOnce = inTransaction(pool, async (transaction) => {
      transaction.send(set, [1, 7]);
      throw failure;
    });
    await expect(atOnce).rejects.toBe(failure);
    const later = inTransaction(pool, async (transaction) => {
      transaction.send(set, [1, 8]);
      await transaction.query(total);
      transaction.send(set, [2, 9]);
      throw failure;
    });
    await expect(later).rejects.toBe(failure);
    expect(await amounts()).toEqual([100, 100]);
  });

  it('runs the work again after a deadlock of what was sent', async () => {
    const meet = meeting(2);
    const move = async (transaction: Transaction, from: number, to: number) => {
      await transaction.query(add, [from, -10]);
      await meet();
      transaction.send(add, [to, 10]);
    };
    await Promise.all([
      inTransaction(pool, (transaction) => move(transaction, 1, 2)),
      inTransaction(pool, (transaction) => move(transaction, 2, 1)),
    ]);
    expect(await amounts()).toEqual([100, 100]);
  });

  it('says that the outcome is not known when the connection breaks during COMMIT', async () => {
    await pool.query(
      unnamedStatement(`create function end_session() returns trigger language plpgsql as $$
        begin perform pg_terminate_backend(pg_backend_pid()); return null; end $$`),
    );
    await pool.query(
      unnamedStatement(`create constraint trigger ends after update on accounts deferrable initially deferred
        for each row when (new.amount = 666) execute function end_session()`),
    );
    const works = [
      async (transaction: Transaction) => void (await transaction.query(set, [1, 666])),
      async (transaction: Transaction) => transaction.send(set, [1, 666]),
    ];
    for (const work of works) {
      const outcome = inTransaction(pool, work);
      await expect(outcome).rejects.toMatchObject({ code: 'commit-outcome-unknown', kind: 'unavailable' });
    }
    expect(await amounts()).toEqual([100, 100]);
  });
});
