import type { Pool } from '../postgres/index.ts';

/**
 * When the simulated process dies: at the database exchange with this number, from 1, before it is sent or after it
 * took effect.
 */
export interface Death {
  readonly exchange: number;
  readonly when: 'before' | 'after';
}

export interface MortalPool extends Pool {
  /** Whether that exchange was reached. */
  hasDied(): boolean;
}

type Lent = Parameters<Parameters<Pool['withConnection']>[0]>[0];

/**
 * A pool whose process is killed during its work, as the database sees it: the connection breaks, nothing is sent after
 * it, and uncommitted changes are rolled back. Begin, commit and each statement count as an exchange.
 */
export function createMortalPool(pool: Pool, death: Death): MortalPool {
  let exchanges = 0;
  let isDead = false;

  async function live<T>(lent: Lent, exchange: () => Promise<T>): Promise<T> {
    exchanges += 1;
    const number = exchanges;
    if (!isDead && (number < death.exchange || death.when === 'after')) {
      const result = await exchange();
      if (number < death.exchange) return result;
    }
    isDead = true;
    lent.discard();
    throw new Error(`killed ${death.when} exchange ${death.exchange}`);
  }

  const withConnection: Pool['withConnection'] = (work) =>
    pool.withConnection((lent) =>
      work({
        query: (statement, values) => live(lent, () => lent.query(statement, values)),
        run: (command) => live(lent, () => lent.run(command)),
        discard: () => lent.discard(),
        isDiscarded: () => lent.isDiscarded(),
      }),
    );

  return {
    withConnection,
    query: (statement, values) => withConnection((lent) => lent.query(statement, values)),
    listen: (channel, listener) => pool.listen(channel, listener),
    counts: () => pool.counts(),
    close: () => pool.close(),
    hasDied: () => isDead,
  };
}
