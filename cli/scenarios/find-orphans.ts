import type { DemoMessage } from './demo-document.ts';

/** A message whose causes do not lead back to a request of the customer. */
export interface Orphan {
  readonly messageId: string;
  readonly name: string;
  readonly reason: string;
}

type CausedMessage = Pick<DemoMessage, 'messageId' | 'causationId' | 'kind' | 'name' | 'from'>;

/** Sender of requests from outside the system. */
const outside = 'client';

/**
 * Finds messages without a valid cause: only a request from outside may have none, and every other cause must be in the
 * same set and not circular.
 */
export function findOrphans(messages: readonly CausedMessage[]): Orphan[] {
  const byId = new Map(messages.map((message) => [message.messageId, message]));
  return messages.flatMap((message) => {
    const reason = reasonOf(message, byId);
    return reason === null ? [] : [{ messageId: message.messageId, name: message.name, reason }];
  });
}

function reasonOf(message: CausedMessage, byId: ReadonlyMap<string, CausedMessage>): string | null {
  const { causationId, from, kind } = message;
  if (causationId === null) {
    return kind === 'request' && from === outside ? null : `${from} sent it without a cause`;
  }
  if (!byId.has(causationId)) return `its cause ${causationId} is not of the set`;
  return isCircular(message, byId) ? 'its causes run in a circle' : null;
}

function isCircular(message: CausedMessage, byId: ReadonlyMap<string, CausedMessage>): boolean {
  const seen = new Set<string>();
  for (let each: CausedMessage | undefined = message; each !== undefined; ) {
    if (seen.has(each.messageId)) return true;
    seen.add(each.messageId);
    each = each.causationId === null ? undefined : byId.get(each.causationId);
  }
  return false;
}
