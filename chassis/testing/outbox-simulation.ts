import type { StoredEvent } from '../events/event-bus.ts';
import { takeOutboxBatch } from '../events/outbox/outbox-store.ts';
import { inTransaction, type Pool, unnamedStatement } from '../postgres/index.ts';
import { type HeldTransaction, holdTransaction } from './index.ts';
import { appendSold, type MessagingFixture } from './messaging.ts';

/** A step of a simulation. */
export type OutboxHappening =
  /** A transaction gets its id, long before it appends an event. */
  | { readonly does: 'begin'; readonly writer: number }
  /** It appends an event to a subject, unless another transaction has that subject's lock; begins if necessary. */
  | { readonly does: 'append'; readonly writer: number; readonly subject: number }
  /** `breakOff`: the server terminates its session. */
  | { readonly does: 'commit' | 'rollBack' | 'breakOff'; readonly writer: number }
  /** A transaction with an id opens or ends in another database of the server. */
  | { readonly does: 'bystander-comes' | 'bystander-goes' }
  /**
   * A relay publishes this many batches. A `killed` one does not store the last cursor; a `late` one loses its lock
   * while it holds an unpublished batch.
   */
  | { readonly does: 'relay'; readonly batches: number; readonly end: 'done' | 'killed' | 'late' }
  /** Late relays publish their batches. */
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

/** Simulates writers and relays of an outbox on a real server, with transactions and failures that disturb them. */
export class OutboxSimulation {
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

  /** The next simulation uses new subjects. */
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

  /** Commits every open transaction. */
  async heal(): Promise<void> {
    for (const writer of this.#writers.values()) await writer.commit();
    this.#writers.clear();
    for (const bystander of this.#bystanders.splice(0)) await bystander.commit();
  }

  /** Publishes a batch; resolves with the number of committed events that are still unpublished. */
  async relayOn(): Promise<number> {
    await this.#relay('done');
    const [outbox, log] = await Promise.all([
      this.#database.query(readOutbox),
      this.#messaging.events.query(readLog),
    ]);
    return outbox.rowCount - log.rowCount;
  }

  /** Describes each subject whose events in the log differ from those in the outbox, by content or order. */
  async findDisorder(): Promise<string[]> {
    // The log is read first: its events were in the outbox before.
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
