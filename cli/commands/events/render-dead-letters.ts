import { renderTable } from '../../terminal/render-table.ts';
import type { Terminal } from '../../terminal/terminal.ts';
import type { FoundLetter, ReplayOutcome } from './replay-outcome.ts';

const words = {
  retrying: 'is retried',
  waiting: 'waits behind another',
  left: 'needs an operator',
} as const;

/** Table of dead letters and their states. */
export function renderDeadLetters(
  letters: readonly FoundLetter[],
  { paint, columns: width }: Pick<Terminal, 'paint' | 'columns'>,
): string {
  if (letters.length === 0) return 'There are no dead letters: every consumer has handled its events.';
  const columns = [
    { title: 'service' },
    { title: 'consumer', dropOrder: 0 },
    { title: 'event' },
    { title: 'of', isShrinkable: true },
    { title: 'state' },
    { title: 'message id', dropOrder: 1 },
    { title: 'error', isShrinkable: true, least: 12 },
  ];
  const rows = letters.map(({ service, consumer, type, subject, state, messageId, error }) => [
    service,
    consumer,
    type,
    subject,
    { text: words[state], style: state === 'left' ? ('bad' as const) : undefined },
    messageId,
    error ?? '',
  ]);
  return renderTable({ columns, rows, paint, width });
}

/** Outcome of a replay. */
export function renderReplay(
  { handled, failed, waiting, isSettled }: ReplayOutcome,
  { paint }: Pick<Terminal, 'paint'>,
): string {
  if (handled.length + failed.length + waiting.length === 0 && isSettled) return 'There are no dead letters.';
  const lines = [];
  if (handled.length > 0) lines.push(paint('good', `${countEvents(handled.length)} handled`));
  for (const { type, subject, service, error } of failed)
    lines.push(paint('bad', `${type} of ${subject} failed again in ${service}: ${error ?? ''}`));
  if (waiting.length > 0)
    lines.push(`${countEvents(waiting.length)} waiting behind another of the same subject`);
  if (!isSettled) lines.push('The others were not attempted yet: the consumer is busy or unavailable.');
  return lines.join('\n');
}

export function countEvents(count: number): string {
  return count === 1 ? '1 event' : `${count} events`;
}
