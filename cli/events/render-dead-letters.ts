import { renderTable } from '../terminal/render-table.ts';
import type { Terminal } from '../terminal/terminal.ts';
import type { FoundLetter } from './dead-letters.ts';

const words = {
  retrying: 'is tried again',
  waiting: 'waits behind another',
  left: 'left to an operator',
} as const;

/** The events that consumers could not handle, and what becomes of each. */
export function renderDeadLetters(
  letters: readonly FoundLetter[],
  { paint, columns: width }: Pick<Terminal, 'paint' | 'columns'>,
): string {
  if (letters.length === 0) return 'No event waits: every consumer has handled what it was told.';
  const columns = [
    { title: 'service' },
    { title: 'event' },
    { title: 'of', isShrinkable: true },
    { title: 'state' },
    { title: 'message id', dropOrder: 1 },
    { title: 'error', isShrinkable: true, least: 12 },
  ];
  const rows = letters.map(({ service, type, subject, state, messageId, error }) => [
    service,
    type,
    subject,
    { text: words[state], style: state === 'left' ? ('bad' as const) : undefined },
    messageId,
    error ?? '',
  ]);
  return renderTable({ columns, rows, paint, width });
}
