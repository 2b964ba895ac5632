import type { EventType } from '@petstore/contracts/events';
import { createWaker, type Worker } from '../../workers/index.ts';
import type { PollOutcome } from '../decide-poll-delay.ts';
import { type BusPlace, type BusReader, isSamePlace, type LoggedEvent, placeOf } from '../event-bus.ts';
import { pollLog } from '../poll-log.ts';
import { openOffset } from './consumer-store.ts';
import { takeTurn } from './handle-batch.ts';
import { type EventConsumerOptions, namesOf, observeHandled } from './handle-event.ts';
import { createDeadLetterWorker } from './redeliver-dead-letters.ts';

/** Handles events until its signal aborts. */
export interface EventConsumer extends Worker {
  /**
   * Start of the last poll that found nothing left to handle, by any replica; the read model was then as new as the
   * log. Milliseconds since the epoch; null before the first such poll. A replica that does not lead polls after a
   * wake.
   */
  caughtUpAtMs(): number | null;
  /** Makes the consumer look soon for new events and due dead letters, whether or not this replica leads. */
  wake(): void;
}

/** Events of a page; the bodies of other types are not read. */
const pageSize = 500;
/** Events handled in a transaction: few, because an open one keeps newer events from every reader of the log. */
const mostInTransaction = 50;
/** Events of other types that are skipped before the offset is stored; storing it costs a transaction. */
const mostUnstored = 1_000;

/**
 * Handles the events of some types in the order of the log, each with exactly one effect: offset, inbox and effect
 * commit together, in one process of a service at a time: the leader, if there is one. An event whose handling fails is
 * dead-lettered with all later events of its subject and redelivered with back-off, then left to an operator; other
 * subjects go on meanwhile.
 */
export function createEventConsumer<Type extends EventType>(
  options: EventConsumerOptions<Type>,
): EventConsumer {
  const { consumer, logger, clock, leadership } = options;
  const waker = createWaker(clock);
  const letters = createDeadLetterWorker(options);
  const reader = new EventReader(options, () => letters.wake());
  const leads = () => leadership === undefined || leadership.isLeader();
  let isAsked = false;
  const wake = () => {
    isAsked = true;
    waker.wake();
    letters.wake();
  };
  leadership?.onGain(wake);

  /** A replica that does not lead looks only when it is asked to, and handles what the leader has left. */
  async function poll(isAnnounced: boolean): Promise<PollOutcome> {
    if (leads()) return reader.look(isAnnounced);
    if (!isAsked) return 'standing-by';
    const outcome = await reader.lookAnew();
    isAsked = outcome === 'progress' || outcome === 'held-back';
    return isAsked ? outcome : 'standing-by';
  }

  const failure = `${consumer} could not handle an event`;
  return {
    name: `consumer-${consumer}`,
    caughtUpAtMs: () => reader.caughtUpAtMs,
    wake,
    async run(signal) {
      reader.open(() => {
        if (leads()) waker.wake();
      });
      await Promise.all([pollLog({ poll, waker, clock, signal, logger, failure }), letters.run(signal)]);
    },
  };
}

/** Reads the bus from the replicas' shared offset and handles batches when it can lock that offset. */
class EventReader<Type extends EventType> {
  caughtUpAtMs: number | null = null;
  readonly #options: EventConsumerOptions<Type>;
  #reader: BusReader | undefined;
  #isListening = false;
  /** The shared offset as last seen; undefined if it has to be read again. */
  #stored: BusPlace | undefined;
  /** How far this replica has read: beyond the offset only by events of other types. */
  #read: BusPlace | undefined;
  #passedOver = 0;
  /** Another replica was last seen handling events; this one takes over if the offset stops moving. */
  #isStandby = false;
  /** The offset at which a standby last saw unhandled events. */
  #leftAt: BusPlace | undefined;
  #wasQuiet = false;
  #hearsNews = true;

  readonly #onDeadLetters: () => void;

  constructor(options: EventConsumerOptions<Type>, onDeadLetters: () => void) {
    this.#options = options;
    this.#onDeadLetters = onDeadLetters;
  }

  /** Only the listener of the first call is registered. */
  open(onNews?: () => void): BusReader {
    const { bus, types } = this.#options;
    this.#reader ??= bus.openReader(types);
    if (onNews !== undefined && !this.#isListening) {
      this.#isListening = true;
      this.#reader.onNews(onNews);
    }
    return this.#reader;
  }

  /** As `look`, from the stored offset: another replica may have moved it. */
  lookAnew(): Promise<PollOutcome> {
    this.#forgetPlace();
    return this.look(false);
  }

  async look(isAnnounced: boolean): Promise<PollOutcome> {
    const { database, clock } = this.#options;
    const startedAtMs = clock.now();
    if (this.#wasQuiet && !isAnnounced) await this.#checkPlace();
    this.#stored ??= await openOffset(database, namesOf(this.#options));
    this.#read ??= this.#stored;
    const { events, isHeldBack } = await this.open().read(this.#read, pageSize);
    const hasWanted = events.some((event) => event.is_wanted);
    // Wanted events without an announcement mean that announcements do not arrive, as behind a transaction pooler.
    if (isAnnounced || (this.#wasQuiet && hasWanted)) this.#hearsNews = isAnnounced;
    this.#wasQuiet = false;
    if (hasWanted || this.#passedOver + events.length >= mostUnstored) {
      if (this.#isLeftToAnother() || !(await this.#handlePage(events))) return 'watching';
    } else this.#passOver(events);
    if (events.length === pageSize) return 'progress';
    if (isHeldBack) return 'held-back';
    this.caughtUpAtMs = startedAtMs;
    if (this.#isStandby) this.#forgetPlace();
    this.#wasQuiet = true;
    return this.#hearsNews ? 'quiet' : 'idle';
  }

  /** A standby takes over only if the offset did not move between two polls. */
  #isLeftToAnother(): boolean {
    if (!this.#isStandby) return false;
    if (this.#leftAt !== undefined && this.#stored !== undefined && isSamePlace(this.#leftAt, this.#stored)) {
      this.#isStandby = false;
      return false;
    }
    this.#leftAt = this.#stored;
    this.#forgetPlace();
    return true;
  }

  /** An operator may have reset the offset to rebuild the read model, or replay dead letters. */
  async #checkPlace(): Promise<void> {
    const { database } = this.#options;
    const stored = await openOffset(database, namesOf(this.#options));
    if (stored.hasLetters) this.#onDeadLetters();
    if (this.#stored === undefined || !isSamePlace(stored, this.#stored)) this.#forgetPlace();
  }

  #forgetPlace(): void {
    this.#stored = undefined;
    this.#read = undefined;
    this.#passedOver = 0;
  }

  /** Resolves with false if another replica handles the events. */
  async #handlePage(events: readonly LoggedEvent[]): Promise<boolean> {
    for (const batch of batchesOf(events)) if (!(await this.#handle(batch))) return false;
    return true;
  }

  async #handle(events: readonly LoggedEvent[]): Promise<boolean> {
    const seen = this.#stored;
    if (seen === undefined) return false;
    const turn = await takeTurn(this.#options, { events, seen }).catch((error: unknown) => {
      this.#forgetPlace();
      throw error;
    });
    if (turn === 'taken-by-another') {
      this.#isStandby = true;
      this.#leftAt = undefined;
      this.#forgetPlace();
      return false;
    }
    this.#stored = turn.place;
    this.#read = turn.place;
    this.#passedOver = 0;
    if (turn.deadLettered.length > 0) this.#onDeadLetters();
    for (const event of turn.handled) observeHandled(this.#options, event);
    return true;
  }

  #passOver(events: readonly LoggedEvent[]): void {
    const last = events.at(-1);
    if (last === undefined) return;
    this.#read = placeOf(last);
    this.#passedOver += events.length;
  }
}

/** Splits a page into batches that end with the last wanted event of a transaction, or with the page. */
function batchesOf(page: readonly LoggedEvent[]): LoggedEvent[][] {
  const batches: LoggedEvent[][] = [];
  let batch: LoggedEvent[] = [];
  let wanted = 0;
  for (const event of page) {
    if (event.is_wanted && wanted === mostInTransaction) {
      batches.push(batch);
      batch = [];
      wanted = 0;
    }
    if (event.is_wanted) wanted += 1;
    batch.push(event);
  }
  if (batch.length > 0) batches.push(batch);
  return batches;
}
