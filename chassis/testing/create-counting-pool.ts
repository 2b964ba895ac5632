import type { Pool } from '../postgres/index.ts';

export interface CountingPool extends Pool {
  /** Names of the statements so far, in their order, with the commands of transactions, such as `begin`. */
  readonly sent: string[];
}

type Lent = Parameters<Parameters<Pool['withConnection']>[0]>[0];

/** A pool that notes what is sent to the database, for tests of how much a piece of work costs. */
export function createCountingPool(pool: Pool): CountingPool {
  const sent: string[] = [];
  const counting = (lent: Lent): Lent => ({
    query(statement, values) {
      sent.push(statement.name ?? 'unnamed');
      return lent.query(statement, values);
    },
    run(command) {
      sent.push(command);
      return lent.run(command);
    },
    discard: () => lent.discard(),
    isDiscarded: () => lent.isDiscarded(),
  });
  const withConnection: Pool['withConnection'] = (work) =>
    pool.withConnection((lent) => work(counting(lent)));
  return {
    sent,
    withConnection,
    query: (statement, values) => withConnection((lent) => lent.query(statement, values)),
    listen: (channel, listener) => pool.listen(channel, listener),
    counts: () => pool.counts(),
    close: () => pool.close(),
  };
}
