import {
  type CloudEvent,
  type EventType,
  eventSchemas,
  isEventType,
  upcastData,
} from '@petstore/contracts/events';
import type { LoggedEvent } from './event-bus.ts';
import type { EventOf } from './recorded-event.ts';
import { validateEventData } from './validate-event-data.ts';

/** The event as its type's version of today says, whatever version it was stored with. */
export function toCloudEvent(logged: LoggedEvent): CloudEvent {
  return {
    specversion: '1.0',
    id: logged.message_id,
    source: logged.source,
    type: logged.type,
    subject: logged.subject,
    time: logged.occurred_at.toISOString(),
    datacontenttype: 'application/json',
    dataversion: Math.max(logged.data_version, currentVersionOf(logged.type)),
    correlationid: logged.correlation_id,
    causationid: logged.causation_id,
    traceparent: logged.traceparent,
    data: upcastData(logged.type, logged.data_version, logged.data),
  };
}

function currentVersionOf(type: string): number {
  return isEventType(type) ? eventSchemas[type].version : 1;
}

/** Whether its data has the shape of that type is for `validateReadData` to say. */
export function isOfType<Type extends EventType>(
  event: CloudEvent,
  types: readonly Type[],
): event is CloudEvent & EventOf<Type> {
  return types.some((type) => type === event.type);
}

/**
 * Throws `event-data-invalid` for data that does not fit its type: only the outbox checks what is written, and the log may have been written by
 * hand or upcast wrongly. Data of a newer version than this process knows is passed on as it is, as its upcasts do.
 */
export function validateReadData(event: CloudEvent<EventType, unknown>): void {
  if (event.dataversion === eventSchemas[event.type].version) validateEventData(event);
}
