import type { CloudEvent, EventData, EventType, NewEvent } from '@petstore/contracts/events';

/** Why a message exists: the customer interaction it belongs to and the message that caused it. */
export interface Cause {
  readonly correlationId: string;
  /** Null only for a fact that no message caused, as the first catalogue. */
  readonly causationId: string | null;
}

/** A fact as it stands in the outbox. */
export type RecordedEvent = NewEvent &
  Cause & {
    readonly messageId: string;
    /** Version of `data`'s schema. */
    readonly version: number;
  };

/** The events of some types, each with the data of its own type. */
export type EventOf<Type extends EventType> = {
  [Each in Type]: CloudEvent<Each, EventData<Each>>;
}[Type];
