import type { EventType } from '@petstore/contracts/events';
import { createWaker, type Worker } from '../../workers/index.ts';
import type { PollOutcome } from '../decide-poll-delay.ts';
import { type BusPlace, type BusReader, isSamePlace, type LoggedEvent, placeOf } from '../event-bus.ts';
import { pollLog } from '../poll-log.ts';
import { openOffset } from './consumer-store.ts';
import { createLetterWorker } from './dead-letter-worker.ts';
import { takeTurn } from './handle-batch.ts';
import { type EventConsumerOptions, namesOf, observeHandled } from './handle-event.ts';

/** Handles events until it is told to end. */
export interface EventConsumer extends Worker {
  /** When it last looked and found nothing left to handle, by any replica; what it feeds was as new as the log then. Null before the first time. */
  caughtUpAtMs(): number | null;
  /** Makes it look soon, for new events and for those that failed. */
  wake(): void;
}

/** Small, because an open transaction keeps every reader of the log from newer events. */
const batchSize = 50;
/** Events of other types that are passed over before that is stored: nobody waits for it, and it costs a transaction. */
const mostUnstored = 1_000;

/**
 * Handles the events of some types in the order of the log, each with exactly one effect: offset, inbox and effect commit together, in
 * one process of a service at a time. An event whose handling fails is set aside with all that follows of its subject, and tried again
 * some times; other subjects go on meanwhile. Then it is left to an operator.
 */
export function createEventConsumer<Type extends EventType>(
  options: EventConsumerOptions<Type>,
): EventConsumer {
  const { consumer, logger, clock } = options;
  const waker = createWaker(clock);
  const letters = createLetterWorker(options);
  const reader = new EventReader(options, () => letters.wake());
  const failure = `${consumer} could not handle an event`;
  return {
    name: `consumer-${consumer}`,
    caughtUpAtMs: () => reader.caughtUpAtMs,
    wake() {
      waker.wake();
      letters.wake();
    },
    async run(signal) {
      reader.open(() => waker.wake());
      const poll = (isAnnounced: boolean) => reader.look(isAnnounced);
      await Promise.all([pollLog({ poll, waker, clock, signal, logger, failure }), letters.run(signal)]);
    },
  };
}

/** Reads on from where its service's replicas are, and handles what it finds when it has the turn. */
class EventReader<Type extends EventType> {
  caughtUpAtMs: number | null = null;
  readonly #options: EventConsumerOptions<Type>;
  #reader: BusReader | undefined;
  #isListening = false;
  /** The offset that the replicas share, as it was last seen; undefined when it has to be looked up. */
  #stored: BusPlace | undefined;
  /** How far this one has read: further than the offset by events of other types. */
  #read: BusPlace | undefined;
  #passedOver = 0;
  /** As far as is known another replica has the turn; this one takes over what that one leaves. */
  #isStandby = false;
  /** The offset at which a standby last saw something left. */
  #leftAt: BusPlace | undefined;
  #wasQuiet = false;
  #hearsNews = true;

  readonly #onParked: () => void;

  constructor(options: EventConsumerOptions<Type>, onParked: () => void) {
    this.#options = options;
    this.#onParked = onParked;
  }

  /** The listener of the first call is the one that is told of news. */
  open(onNews?: () => void): BusReader {
    const { bus, types } = this.#options;
    this.#reader ??= bus.openReader(types);
    if (onNews !== undefined && !this.#isListening) {
      this.#isListening = true;
      this.#reader.onNews(onNews);
    }
    return this.#reader;
  }

  async look(isAnnounced: boolean): Promise<PollOutcome> {
    const { database, clock } = this.#options;
    const startedAtMs = clock.now();
    if (this.#wasQuiet && !isAnnounced) await this.#checkPlace();
    this.#stored ??= await openOffset(database, namesOf(this.#options).offset);
    this.#read ??= this.#stored;
    const { events, isHeldBack } = await this.open().read(this.#read, batchSize);
    const hasWanted = events.some((event) => event.is_wanted);
    // What is found unannounced tells that announcements do not come through, as behind a pooler of connections.
    if (isAnnounced || (this.#wasQuiet && hasWanted)) this.#hearsNews = isAnnounced;
    this.#wasQuiet = false;
    if (hasWanted || this.#passedOver + events.length >= mostUnstored) {
      if (this.#isLeftToAnother() || !(await this.#handle(events))) return 'watching';
    } else this.#passOver(events);
    if (events.length === batchSize) return 'progress';
    if (isHeldBack) return 'held-back';
    this.caughtUpAtMs = startedAtMs;
    if (this.#isStandby) this.#forgetPlace();
    this.#wasQuiet = true;
    return this.#hearsNews ? 'quiet' : 'idle';
  }

  /** A standby takes over only where the offset did not move between two looks. */
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

  /** An operator may have put the offset back, for the read model to be made anew. */
  async #checkPlace(): Promise<void> {
    const { database } = this.#options;
    const stored = await openOffset(database, namesOf(this.#options).offset);
    if (this.#stored === undefined || !isSamePlace(stored, this.#stored)) this.#forgetPlace();
  }

  #forgetPlace(): void {
    this.#stored = undefined;
    this.#read = undefined;
    this.#passedOver = 0;
  }

  /** False when another replica has the turn. */
  async #handle(events: readonly LoggedEvent[]): Promise<boolean> {
    const turn = await takeTurn(this.#options, { events, seen: this.#stored }).catch((error: unknown) => {
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
    if (turn.parked.length > 0) this.#onParked();
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
