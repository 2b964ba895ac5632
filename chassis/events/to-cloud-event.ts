import {
  type CloudEvent,
  type EventType,
  eventSchemas,
  isEventType,
  upcastData,
} from '@petstore/contracts/events';
import type { LoggedEvent } from './event-bus.ts';
import type { EventOf } from './recorded-event.ts';

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

/** Its data has the shape of its type: it was checked when it was appended. */
export function isOfType<Type extends EventType>(
  event: CloudEvent,
  types: readonly Type[],
): event is CloudEvent & EventOf<Type> {
  return types.some((type) => type === event.type);
}
