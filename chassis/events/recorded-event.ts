import type { CloudEvent, EventData, EventType, NewEvent } from '@petstore/contracts/events';

/** Why a message exists: its customer interaction and the message that caused it. */
export interface Cause {
  readonly correlationId: string;
  /** Null only for an event that no message caused, such as those of the first catalogue. */
  readonly causationId: string | null;
}

/** An event as the outbox holds it. */
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
