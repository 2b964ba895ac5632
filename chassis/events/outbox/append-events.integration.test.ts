import { afterAll, beforeAll, expect, it } from 'vitest';
import { withInteraction } from '../../correlation/index.ts';
import { inTransaction, unnamedStatement } from '../../postgres/index.ts';
import { type MessagingFixture, noCause, openMessaging, petSold } from '../../testing/messaging.ts';
import { appendEvents } from './append-events.ts';

let messaging: MessagingFixture;
beforeAll(async () => {
  messaging = await openMessaging();
});
afterAll(() => messaging.close());

const readOutbox = unnamedStatement<{
  message_id: string;
  subject: string;
  causation_id: string | null;
  traceparent: string | null;
}>('select message_id, subject, causation_id, traceparent from outbox order by position');
const outbox = async () => (await messaging.database.query(readOutbox)).rows;

it('leaves nothing behind when the transaction rolls back', async () => {
  const before = (await outbox()).length;
  const failing = inTransaction(messaging.database, async (transaction) => {
    await appendEvents(transaction, [petSold('rolled-back', 'ord_1')], noCause);
    throw new Error('changed my mind');
  });
  await expect(failing).rejects.toThrow('changed my mind');
  expect(await outbox()).toHaveLength(before);
});

it('keeps the order of the events of one call', async () => {
  const subjects = Array.from({ length: 100 }, (_, place) => `pet-${place}`);
  await inTransaction(messaging.database, (transaction) =>
    appendEvents(
      transaction,
      subjects.map((subject) => petSold(subject, 'ord_1')),
      noCause,
    ),
  );
  expect((await outbox()).slice(-100).map(({ subject }) => subject)).toEqual(subjects);
});

it('takes the message being handled as the cause, with its trace', async () => {
  const trace = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), flags: '01' };
  const interaction = { correlationId: 'journey-1', messageId: 'message-1', trace };
  const [recorded] = await withInteraction(interaction, () =>
    inTransaction(messaging.database, (transaction) => appendEvents(transaction, [petSold('p', 'o')])),
  );
  expect(recorded).toMatchObject({
    correlationId: 'journey-1',
    causationId: 'message-1',
    version: 1,
    type: 'PetSold',
  });
  expect((await outbox()).at(-1)).toMatchObject({
    message_id: recorded?.messageId,
    causation_id: 'message-1',
    traceparent: `00-${trace.traceId}-${trace.spanId}-01`,
  });
});

it('refuses an event outside an interaction when no cause is given', async () => {
  const appending = inTransaction(messaging.database, (transaction) =>
    (async () => appendEvents(transaction, [petSold('p', 'o')]))(),
  );
  await expect(appending).rejects.toMatchObject({ code: 'event-cause-missing' });
});
