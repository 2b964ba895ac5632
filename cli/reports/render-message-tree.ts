import type { JourneyMessage } from '@petstore/contracts/http';
import { formatDuration } from '../terminal/format-duration.ts';
import type { Paint, Style } from '../terminal/paint.ts';
import { cutText } from '../terminal/render-table.ts';
import { buildMessageTree, type MessageNode } from './build-message-tree.ts';

interface TreeView {
  readonly paint: Paint;
  readonly columns: number;
}

/**
 * Draws the tree of causes, one message per line; for an event also which services handled it and how long after it
 * occurred. Messages without a cause in this journey follow under a heading.
 */
export function renderMessageTree(messages: readonly JourneyMessage[], view: TreeView): string {
  const { roots, strays } = buildMessageTree(messages);
  const lines = roots.flatMap((root) => renderNode(root, { first: '  ', rest: '  ' }, view));
  if (strays.length === 0) return lines.join('\n');
  return [
    ...lines,
    '',
    `  ${view.paint('bad', 'Messages without a cause in this journey:')}`,
    ...strays.flatMap((stray) => renderNode(stray, { first: '  ', rest: '  ' }, view)),
  ].join('\n');
}

/** Tree lines before a node, and before its descendants. */
interface Prefix {
  readonly first: string;
  readonly rest: string;
}

function renderNode(node: MessageNode, { first, rest }: Prefix, view: TreeView): string[] {
  const { causes } = node;
  return [
    renderLine(node, first, view),
    ...causes.flatMap((cause, index) => {
      const isLast = index === causes.length - 1;
      const prefix = isLast ? { first: '└─ ', rest: '   ' } : { first: '├─ ', rest: '│  ' };
      return renderNode(cause, { first: rest + prefix.first, rest: rest + prefix.rest }, view);
    }),
  ];
}

interface Piece {
  readonly text: string;
  readonly style?: Style;
}

function renderLine({ message, count }: MessageNode, prefix: string, { paint, columns }: TreeView): string {
  const pieces: Piece[] = [
    { text: prefix, style: 'faint' },
    ...(message.kind === 'event' ? piecesOfEvent(message) : piecesOfRequest(message)),
    ...(count > 1 ? [{ text: `  × ${count}`, style: 'faint' as const }] : []),
  ];
  let room = columns;
  return pieces
    .map(({ text, style }) => {
      const cut = cutText(text, Math.max(0, room));
      room -= cut.length;
      return style === undefined ? cut : paint(style, cut);
    })
    .join('');
}

function piecesOfEvent({ name, from, at, handledBy = [] }: JourneyMessage): Piece[] {
  const handlings = handledBy.map(
    (handling) =>
      `${handling.service} +${formatDuration(Math.max(0, Date.parse(handling.at) - Date.parse(at)))}`,
  );
  return [
    { text: `● ${name}`, style: 'accent' },
    { text: `  ${from}`, style: 'faint' },
    ...(handlings.length === 0
      ? []
      : [{ text: `  (handled by ${handlings.join(', ')})`, style: 'faint' as const }]),
  ];
}

function piecesOfRequest({ name, from, to, status, durationMs, attempts }: JourneyMessage): Piece[] {
  const isGood = typeof status === 'number' && status < 400;
  return [
    { text: name },
    { text: `  ${from} → ${to}  `, style: 'faint' },
    { text: String(status), style: isGood ? 'good' : 'bad' },
    { text: `  ${formatDuration(durationMs)}`, style: 'faint' },
    ...(attempts > 1 ? [{ text: `  ${attempts} attempts`, style: 'warning' as const }] : []),
  ];
}
