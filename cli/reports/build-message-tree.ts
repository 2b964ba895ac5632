import type { JourneyMessage } from '@petstore/contracts/http';

export interface MessageNode {
  readonly message: JourneyMessage;
  readonly causes: readonly MessageNode[];
  /** Number of similar consecutive messages, as polling produces. */
  readonly count: number;
}

interface MessageForest {
  readonly roots: readonly MessageNode[];
  /** Messages that no root leads to, with what they caused. */
  readonly strays: readonly MessageNode[];
}

/**
 * Builds the tree of causes, ordered by time; equal times keep their order. Each message occurs once, also when causes
 * are circular.
 */
export function buildMessageTree(messages: readonly JourneyMessage[]): MessageForest {
  const inOrder = [...messages].sort(byTime);
  const ids = new Set(inOrder.map(({ messageId }) => messageId));
  const causedBy = groupByCause(inOrder);
  const placed = new Set<string>();
  const nodeOf = (message: JourneyMessage): MessageNode => {
    placed.add(message.messageId);
    const causes = (causedBy.get(message.messageId) ?? [])
      .filter(({ messageId }) => !placed.has(messageId))
      .map(nodeOf);
    return { message, causes: collapse(causes), count: 1 };
  };
  const roots = collapse(inOrder.filter(isRoot).map(nodeOf));
  const isUncaused = ({ causationId }: JourneyMessage) => causationId === null || !ids.has(causationId);
  const strays = [...inOrder.filter(isUncaused), ...inOrder].flatMap((message) =>
    placed.has(message.messageId) ? [] : [nodeOf(message)],
  );
  return { roots, strays };
}

function groupByCause(messages: readonly JourneyMessage[]): ReadonlyMap<string | null, JourneyMessage[]> {
  const groups = new Map<string | null, JourneyMessage[]>();
  for (const message of messages) {
    const group = groups.get(message.causationId);
    if (group === undefined) groups.set(message.causationId, [message]);
    else group.push(message);
  }
  return groups;
}

function isRoot({ kind, causationId, from }: JourneyMessage): boolean {
  return kind === 'request' && causationId === null && from === 'client';
}

function byTime(one: JourneyMessage, other: JourneyMessage): number {
  return Date.parse(one.at) - Date.parse(other.at);
}

/** Replaces consecutive nodes of the same shape by the last of them, with their count. */
function collapse(nodes: readonly MessageNode[]): MessageNode[] {
  const kept: { node: MessageNode; shape: string }[] = [];
  for (const node of nodes) {
    const shape = shapeOf(node);
    const last = kept.at(-1);
    if (last?.shape === shape) last.node = { ...node, count: last.node.count + node.count };
    else kept.push({ node, shape });
  }
  return kept.map(({ node }) => node);
}

function shapeOf({ message, causes }: MessageNode): string {
  const { kind, name, from, to, status } = message;
  return JSON.stringify([kind, name, from, to, status, causes.map(shapeOf)]);
}
