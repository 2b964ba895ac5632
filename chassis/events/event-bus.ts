/** An event as outbox, log and consumers store it. */
export interface StoredEvent {
  readonly message_id: string;
  readonly type: string;
  readonly subject: string;
  /** Version of the data's schema, from 1; 0 for a bus message that could not be decoded. */
  readonly data_version: number;
  readonly data: Readonly<Record<string, unknown>>;
  readonly correlation_id: string;
  readonly causation_id: string | null;
  readonly traceparent: string | null;
  readonly occurred_at: Date;
}

/** A position on the bus; events published later have a later position. The first is `beginning`. */
export interface BusPlace {
  readonly transactionId: string;
  readonly position: number;
}

export const beginning: BusPlace = { transactionId: '0', position: 0 };

/** An event with its position on the bus. */
export interface LoggedEvent extends StoredEvent {
  readonly transaction_id: string;
  readonly position: number;
  readonly source: string;
  readonly published_at: Date;
  /** Whether the reader asked for its type; if not, `data` is empty. */
  readonly is_wanted: boolean;
}

export interface BusPage {
  /** In the order of the bus. */
  readonly events: readonly LoggedEvent[];
  /** Later events exist that may not be read yet. */
  readonly isHeldBack: boolean;
}

/** One consumer's view of the bus. */
export interface BusReader {
  /** The next events after a position; a reader that continues from the last of them misses none. */
  read(after: BusPlace, size: number): Promise<BusPage>;
  /** Calls the listener when there may be new events. A hint only: it may come early, late or never. */
  onNews(listener: () => void): void;
}

/** Carries published events to consumers and retains them, so that consumers can be rebuilt. */
export interface EventBus {
  readonly kind: BusKind;
  /**
   * Appends events in order; resolves when they are durable. Events published before are deduplicated by message id.
   * One process of a service publishes at a time; events of one subject keep their order, events of different services
   * may interleave.
   */
  publish(source: string, events: readonly StoredEvent[]): Promise<void>;
  /** A reader of all events in the order of the bus; only events of these types carry data. */
  openReader(types: readonly string[]): BusReader;
  close(): Promise<void>;
}

export const busKinds = ['postgres', 'nats'] as const;
export type BusKind = (typeof busKinds)[number];

export function placeOf({ transaction_id: transactionId, position }: LoggedEvent): BusPlace {
  return { transactionId, position };
}

export function isSamePlace(one: BusPlace, other: BusPlace): boolean {
  return one.transactionId === other.transactionId && one.position === other.position;
}
