/** An event as it travels between outbox, log and consumer. */
export interface StoredEvent {
  readonly message_id: string;
  readonly type: string;
  readonly subject: string;
  /** Counted from 1; 0 of what came over the bus and is no event. */
  readonly data_version: number;
  readonly data: Readonly<Record<string, unknown>>;
  readonly correlation_id: string;
  readonly causation_id: string | null;
  readonly traceparent: string | null;
  readonly occurred_at: Date;
}

/** A place on the bus: what was published after it comes after it. The first of all is `beginning`. */
export interface BusPlace {
  readonly transactionId: string;
  readonly position: number;
}

export const beginning: BusPlace = { transactionId: '0', position: 0 };

/** An event with its place. */
export interface LoggedEvent extends StoredEvent {
  readonly transaction_id: string;
  readonly position: number;
  readonly source: string;
  readonly published_at: Date;
  /** Whether the reader asked for its type; if not, `data` was left where it is. */
  readonly is_wanted: boolean;
}

export interface BusPage {
  /** In the order of the bus. */
  readonly events: readonly LoggedEvent[];
  /** Something later is there that may not be read yet. */
  readonly isHeldBack: boolean;
}

/** One consumer's view of the bus. */
export interface BusReader {
  /** The next events after a place: no reader that goes on from the last of them will have missed one. */
  read(after: BusPlace, size: number): Promise<BusPage>;
  /** Calls back when there may be something to read. A hint: it may be early, late or missing. */
  onNews(listener: () => void): void;
}

/** What carries published events to consumers; it keeps them, so that consumers can start over. */
export interface EventBus {
  readonly kind: BusKind;
  /**
   * Appends events in their order, resolved when they are durable. What was published before is absorbed by its message id. One process
   * of a service publishes at a time; events of one subject keep their order, those of different services may meet in any.
   */
  publish(source: string, events: readonly StoredEvent[]): Promise<void>;
  /** A reader of all events in the bus's order, which cares for those of some types. */
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
