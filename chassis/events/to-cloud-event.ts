import type { CloudEvent, EventType } from '@petstore/contracts/events';
import type { LoggedEvent } from './event-bus.ts';
import type { EventOf } from './recorded-event.ts';

export function toCloudEvent(logged: LoggedEvent): CloudEvent {
  return {
    specversion: '1.0',
    id: logged.message_id,
    source: logged.source,
    type: logged.type,
    subject: logged.subject,
    time: logged.occurred_at.toISOString(),
    datacontenttype: 'application/json',
    dataversion: logged.data_version,
    correlationid: logged.correlation_id,
    causationid: logged.causation_id,
    traceparent: logged.traceparent,
    data: logged.data,
  };
}

/** Its data has the shape of its type: it was checked when it was appended. */
export function isOfType<Type extends EventType>(
  event: CloudEvent,
  types: readonly Type[],
): event is CloudEvent & EventOf<Type> {
  return types.some((type) => type === event.type);
}
