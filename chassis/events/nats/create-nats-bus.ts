import type { EventBus, StoredEvent } from '../event-bus.ts';
import { asUnavailable, createNatsConnector, type NatsOptions, type NatsSession } from './connect-nats.ts';
import { createNatsReader } from './create-nats-reader.ts';
import { encodeMessage, subjectOf } from './nats-message.ts';

interface NatsBusOptions extends NatsOptions {
  /** Log to which every event is published first, for journeys, audits and the rebuild of read models. */
  readonly record: Pick<EventBus, 'publish'>;
}

/**
 * NATS JetStream as the bus. Events of one subject are sent one after the other, those of different subjects
 * concurrently, so that a failure in between never changes a subject's order: when the batch is sent again, the server
 * deduplicates what it already has.
 */
export function createNatsBus({ record, ...options }: NatsBusOptions): EventBus {
  const connector = createNatsConnector(options);
  return {
    kind: 'nats',
    async publish(source, events) {
      await record.publish(source, events);
      const session = await connector.session();
      const sent = await Promise.allSettled(
        groupBySubject(events).map((ofSubject) => sendInOrder(session, source, ofSubject)),
      );
      const failed = sent.find((each) => each.status === 'rejected');
      if (failed === undefined) return;
      await session.makeMissingStream().catch((error: unknown) => {
        throw asUnavailable(error);
      });
      throw asUnavailable(failed.reason);
    },
    openReader: (types) => createNatsReader(connector, types),
    close: () => connector.close(),
  };
}

function groupBySubject(events: readonly StoredEvent[]): StoredEvent[][] {
  const bySubject = new Map<string, StoredEvent[]>();
  for (const event of events) {
    const ofSubject = bySubject.get(event.subject);
    if (ofSubject === undefined) bySubject.set(event.subject, [event]);
    else ofSubject.push(event);
  }
  return [...bySubject.values()];
}

async function sendInOrder(
  { client, stream }: NatsSession,
  source: string,
  events: readonly StoredEvent[],
): Promise<void> {
  for (const event of events) {
    await client.publish(subjectOf(stream, event.type), encodeMessage(source, event), {
      msgID: event.message_id,
    });
  }
}
