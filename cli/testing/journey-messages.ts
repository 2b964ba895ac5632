import type { JourneyMessage } from '@petstore/contracts/http';

/** A message sent `atMs` milliseconds after the start of its journey. */
export function sampleMessage(
  messageId: string,
  causationId: string | null,
  parts: Partial<JourneyMessage> & { readonly atMs?: number } = {},
): JourneyMessage {
  const { atMs = 0, ...rest } = parts;
  return {
    messageId,
    causationId,
    kind: 'request',
    name: `GET /${messageId}`,
    from: causationId === null ? 'client' : 'gateway',
    to: 'petstore-domain',
    status: 200,
    durationMs: 1,
    attempts: 1,
    at: new Date(Date.UTC(2026, 0, 1) + atMs).toISOString(),
    ...rest,
  };
}

export function sampleEvent(messageId: string, causationId: string | null, atMs = 0): JourneyMessage {
  const from = 'petstore-domain';
  return sampleMessage(messageId, causationId, {
    kind: 'event',
    name: messageId,
    from,
    to: 'events',
    status: 'published',
    atMs,
  });
}
