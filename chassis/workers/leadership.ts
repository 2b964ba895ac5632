import { randomUUID } from 'node:crypto';
import type { Logger } from '../logging/index.ts';
import { type Queryable, statement } from '../postgres/index.ts';
import type { Clock } from '../time/index.ts';
import type { Worker } from './worker.ts';

/**
 * Which replica of a service does the background work that one alone should do. It saves work and protects nothing: a
 * process that was stopped may believe for a moment that it still leads, so what it does must be safe beside another.
 */
export interface Leadership extends Worker {
  isLeader(): boolean;
  /** Calls the listener each time this process becomes the leader. */
  onGain(listener: () => void): void;
}

interface LeadershipOptions {
  /** The service's own database, with the table of `leaderMigration`. */
  readonly database: Queryable;
  readonly logger: Logger;
  readonly clock: Clock;
  /** 6,000 by default; the leader renews after two thirds of it. */
  readonly leaseMs?: number;
}

/** Holder and end of the lease; the end is compared with the database's clock only. */
export const leaderMigration = `
create table leader (
  is_only boolean primary key default true check (is_only),
  holder text not null,
  held_until timestamptz not null
);
`;

interface Look {
  readonly leads: boolean;
  /** Until the lease ends that was there before; null if there was none. */
  readonly remainingMs: number | null;
}

// An update that finds no row takes neither a lock nor a transaction id. Commits asynchronously: after a crash of the
// server the lease may be an earlier one, which another replica then takes. An operator may have emptied the table.
const take = statement<Look>(
  'leader-take',
  `with taken as (
     update leader set holder = $1, held_until = clock_timestamp() + $2 * interval '1 millisecond'
     from (select set_config('synchronous_commit', 'off', true)) as relaxed
     where holder = $1 or held_until < clock_timestamp()
     returning true
   ),
   founded as (
     insert into leader (holder, held_until)
     select $1, clock_timestamp() + $2 * interval '1 millisecond' where not exists (select from leader)
     on conflict do nothing
     returning true
   )
   select exists (select from taken union all select from founded) as leads,
     (select extract(epoch from held_until - clock_timestamp()) * 1000 from leader)::double precision as "remainingMs"`,
);
const release = statement('leader-release', `update leader set held_until = 'epoch' where holder = $1`);

const defaultLeaseMs = 6_000;
const renewedAfter = 2 / 3;
/** Between looks that follow a failure, or a lease that ended and was taken by another replica. */
const shortestWaitMs = 250;

/**
 * Takes a lease in the service's database, or stands by until the present one ends. A leader that cannot renew stops
 * leading when its lease ends by its own clock, counted from before it asked for it; one that ends gives the lease up.
 */
export function createLeadership(options: LeadershipOptions): Leadership {
  const { database, logger, clock, leaseMs = defaultLeaseMs } = options;
  const holder = randomUUID();
  const listeners: (() => void)[] = [];
  let ledUntilMs = 0;
  const isLeader = () => clock.now() < ledUntilMs;

  /** Resolves with the time until the next look. */
  async function look(): Promise<number> {
    const askedAtMs = clock.now();
    const wasLeader = isLeader();
    const [found] = (await database.query(take, [holder, leaseMs])).rows;
    ledUntilMs = found?.leads === true ? askedAtMs + leaseMs : 0;
    if (isLeader() && !wasLeader) for (const listener of listeners) listener();
    if (isLeader()) return leaseMs * renewedAfter;
    return Math.min(leaseMs, Math.max(shortestWaitMs, found?.remainingMs ?? 0));
  }

  return {
    name: 'leadership',
    isLeader,
    onGain: (listener) => void listeners.push(listener),
    async run(signal) {
      while (!signal.aborted) {
        const waitMs = await look().catch((error: unknown) => {
          logger.warn({ err: error }, 'the lease of the leader could not be read');
          return shortestWaitMs * 2;
        });
        await clock.wait(waitMs, signal);
      }
      const held = isLeader();
      ledUntilMs = 0;
      if (held) await database.query(release, [holder]);
    },
  };
}
