import type { StoredEvent } from '../events/event-bus.ts';
import { takeOutboxBatch } from '../events/outbox/outbox-store.ts';
import { inTransaction, type Pool, unnamedStatement } from '../postgres/index.ts';
import { type HeldTransaction, holdTransaction } from './index.ts';
import { appendSold, type MessagingFixture } from './messaging.ts';

/** What may happen next around an outbox. */
export type OutboxHappening =
  /** A transaction takes its id, long before it appends anything. */
  | { readonly does: 'begin'; readonly writer: number }
  /** It appends to a subject, unless another one has that subject's lock; with which it begins if it has not yet. */
  | { readonly does: 'append'; readonly writer: number; readonly subject: number }
  /** `breakOff`: the server ends its session. */
  | { readonly does: 'commit' | 'rollBack' | 'breakOff'; readonly writer: number }
  /** Somebody holds a transaction open in another database of the server, and has an id. */
  | { readonly does: 'bystander-comes' | 'bystander-goes' }
  /** A relay publishes so many batches. One that is `killed` cannot remember the last; one that is `late` loses its turn with it in its hands. */
  | { readonly does: 'relay'; readonly batches: number; readonly end: 'done' | 'killed' | 'late' }
  /** Those that were late publish after all. */
  | { readonly does: 'late-relays' };

interface PublishedRow {
  readonly subject: string;
  readonly id: string;
}

/** Small, so that a window takes several batches. */
const batchSize = 3;

const lockSubject = unnamedStatement<{ is_free: boolean }>(
  'select pg_try_advisory_xact_lock(hashtext($1)) as is_free',
);
const readOutbox = unnamedStatement<PublishedRow>(
  `select subject, data ->> 'orderId' as id from outbox order by position`,
);
const readLog = unnamedStatement<PublishedRow>(
  `select subject, data ->> 'orderId' as id from event_log order by transaction_id, position`,
);

/** An outbox and a log on a real server, who writes to the one and who carries it to the other, and what may disturb them. */
export class OutboxWorld {
  readonly #messaging: MessagingFixture;
  readonly #database: Pool;
  readonly #writers = new Map<number, HeldTransaction>();
  readonly #bystanders: HeldTransaction[] = [];
  readonly #late: (readonly StoredEvent[])[] = [];
  #story = 0;
  #appended = 0;

  constructor(messaging: MessagingFixture) {
    this.#messaging = messaging;
    this.#database = messaging.openDatabase({ maxConnections: 10, idleInTransactionTimeoutMs: 60_000 });
  }

  /** The next story is about subjects of its own. */
  begin(): void {
    this.#story += 1;
  }

  async happen(happening: OutboxHappening): Promise<void> {
    switch (happening.does) {
      case 'begin':
        await this.#writer(happening.writer);
        return;
      case 'append':
        return this.#append(happening.writer, `pet-${this.#story}-${happening.subject}`);
      case 'commit':
      case 'rollBack':
      case 'breakOff':
        await this.#writers.get(happening.writer)?.[happening.does]();
        this.#writers.delete(happening.writer);
        return;
      case 'bystander-comes':
        if (this.#bystanders.length < 3) this.#bystanders.push(await holdTransaction(this.#messaging.events));
        return;
      case 'bystander-goes':
        return this.#bystanders.shift()?.rollBack();
      case 'relay':
        for (let batch = 1; batch < happening.batches; batch += 1) await this.#relay('done');
        return this.#relay(happening.end);
      case 'late-relays':
        for (const batch of this.#late.splice(0)) await this.#messaging.bus.publish('shop', batch);
    }
  }

  /** Everybody comes to an end. */
  async heal(): Promise<void> {
    for (const writer of this.#writers.values()) await writer.commit();
    this.#writers.clear();
    for (const bystander of this.#bystanders.splice(0)) await bystander.commit();
  }

  /** Publishes a batch; resolves with how much is left to publish of what was committed. */
  async relayOn(): Promise<number> {
    await this.#relay('done');
    const [outbox, log] = await Promise.all([
      this.#database.query(readOutbox),
      this.#messaging.events.query(readLog),
    ]);
    return outbox.rowCount - log.rowCount;
  }

  /** In words, each subject of which the log has something else than what was appended first, in that order. */
  async findDisorder(): Promise<string[]> {
    // The log first: what it has was in the outbox before.
    const logged = idsBySubject((await this.#messaging.events.query(readLog)).rows);
    const appended = idsBySubject((await this.#database.query(readOutbox)).rows);
    return [...logged].flatMap(([subject, ids]) => {
      const expected = (appended.get(subject) ?? []).slice(0, ids.length);
      return expected.join() === ids.join()
        ? []
        : [`${subject}: ${ids.join()} instead of ${expected.join()}`];
    });
  }

  async #writer(name: number): Promise<HeldTransaction> {
    const writer = this.#writers.get(name) ?? (await holdTransaction(this.#database));
    this.#writers.set(name, writer);
    return writer;
  }

  async #append(name: number, subject: string): Promise<void> {
    const writer = await this.#writer(name);
    this.#appended += 1;
    await writer.run(async (transaction) => {
      const isFree = (await transaction.query(lockSubject, [subject])).rows[0]?.is_free === true;
      if (isFree) await appendSold(transaction, subject, [String(this.#appended)]);
    });
  }

  async #relay(end: 'done' | 'killed' | 'late'): Promise<void> {
    const killed = new Error('killed');
    await inTransaction(this.#database, async (transaction) => {
      const batch = await takeOutboxBatch(transaction, batchSize);
      if (batch === undefined) return;
      if (end === 'late') this.#late.push(batch.events);
      else await this.#messaging.bus.publish('shop', batch.events);
      if (end !== 'done') throw killed;
      batch.markPublished();
    }).catch((error: unknown) => {
      if (error !== killed) throw error;
    });
  }
}

function idsBySubject(rows: readonly PublishedRow[]): Map<string, string[]> {
  const bySubject = new Map<string, string[]>();
  for (const { subject, id } of rows) bySubject.set(subject, [...(bySubject.get(subject) ?? []), id]);
  return bySubject;
}
