import { inTransaction, type Pool, type Transaction, unnamedStatement } from '../postgres/index.ts';

/** A transaction that stays open until the test ends it. */
export interface HeldTransaction {
  run<T>(work: (transaction: Transaction) => Promise<T>): Promise<T>;
  commit(): Promise<void>;
  rollBack(): Promise<void>;
  /** The server terminates its session, as an operator or a restart does. */
  breakOff(): Promise<void>;
}

const takeId = unnamedStatement<{ session: number }>(
  'select pg_backend_pid() as session, pg_current_xact_id()',
);
const endSession = unnamedStatement('select pg_terminate_backend($1, 5000)');

/**
 * Begins a transaction and makes the server assign its id, by which it holds back readers that wait for the oldest open
 * transaction. It occupies one of the pool's connections.
 */
export function holdTransaction(pool: Pool): Promise<HeldTransaction> {
  return new Promise((resolve, reject) => {
    const done: Promise<void> = inTransaction(pool, async (transaction) => {
      const session = (await transaction.query(takeId)).rows[0]?.session ?? 0;
      await new Promise<void>((end, fail) => {
        const failed = () => done.catch(() => undefined);
        resolve({
          run: (work) => work(transaction),
          commit() {
            end();
            return done;
          },
          rollBack() {
            fail(new Error('rolled back'));
            return failed();
          },
          async breakOff() {
            await pool.query(endSession, [session]);
            end();
            return failed();
          },
        });
      });
    });
    done.catch(reject);
  });
}
