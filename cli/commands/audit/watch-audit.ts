import { setTimeout as delay } from 'node:timers/promises';
import { type AppError, isAppError } from '@petstore/chassis/errors';
import { watchStopSignals } from '../../system/watch-stop-signals.ts';
import type { Terminal } from '../../terminal/terminal.ts';
import { watchReader } from '../../terminal/watch-reader.ts';
import type { Finding } from './finding.ts';

interface WatchedBooks {
  /** What contradicts the invariants now. */
  look(): Promise<readonly Finding[]>;
  /** Whether the system whose books these are has come down. */
  hasEnded(): Promise<boolean>;
}

export interface AuditWatch extends WatchedBooks {
  /** Ends the watch. */
  readonly signal: AbortSignal;
  readonly everyMs: number;
}

type Look = { readonly findings: readonly Finding[] } | { readonly unreadable: AppError };

/** A line for each audit, until Ctrl-C, until nobody reads it any more or until the system comes down. */
export async function watchAudit(books: WatchedBooks, terminal: Terminal): Promise<number> {
  const stop = watchStopSignals(() => process.exit(1));
  const reader = watchReader();
  const signal = AbortSignal.any([stop.signal, reader.signal]);
  try {
    return await auditUntil({ ...books, signal, everyMs: 5_000 }, terminal);
  } finally {
    reader.dispose();
    stop.dispose();
  }
}

/**
 * Tells each finding when it is found and when it is gone, and goes on when the books cannot be read for a while. Resolves with the exit
 * code: 0 when the books could be read and held at the last look, and, where the system came down, at the last look before; 1 otherwise.
 * Throws when they cannot be read the first time.
 */
export async function auditUntil(
  { look, hasEnded, signal, everyMs }: AuditWatch,
  terminal: Terminal,
): Promise<number> {
  const aborted = whenAborted(signal);
  let known: ReadonlyMap<string, Finding> = new Map();
  let isReadable = true;
  for (let isFirst = true; ; isFirst = false) {
    const looked = await Promise.race([isFirst ? lookAt(look) : lookAgain(look), aborted]);
    if (looked === undefined) break;
    isReadable = 'findings' in looked;
    known = tell(looked, known, terminal);
    if (!isReadable && (await Promise.race([hasEnded(), aborted]))) {
      terminal.note('The system has ended.');
      isReadable = true;
      break;
    }
    await delay(everyMs, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) break;
  }
  return isReadable && known.size === 0 ? 0 : 1;
}

function whenAborted(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(undefined);
    signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });
}

async function lookAt(look: WatchedBooks['look']): Promise<Look> {
  return { findings: await look() };
}

/** Databases that are away come back; anything else is a fault of the audit itself. */
async function lookAgain(look: WatchedBooks['look']): Promise<Look> {
  try {
    return await lookAt(look);
  } catch (error) {
    if (isAppError(error) && error.kind === 'unavailable') return { unreadable: error };
    throw error;
  }
}

function tell(
  looked: Look,
  known: ReadonlyMap<string, Finding>,
  terminal: Terminal,
): ReadonlyMap<string, Finding> {
  const at = new Date().toISOString();
  if ('unreadable' in looked) {
    const { code, message } = looked.unreadable;
    if (terminal.isJson) terminal.record({ at, ok: null, error: { code, message } });
    else terminal.say(terminal.paint('bad', `${at}  ${message}`));
    return known;
  }
  const { findings } = looked;
  const now = new Map(findings.map((finding) => [JSON.stringify(finding), finding]));
  if (terminal.isJson) terminal.record({ at, ok: findings.length === 0, findings });
  else tellChanges(known, now, { at, terminal });
  return now;
}

function tellChanges(
  last: ReadonlyMap<string, Finding>,
  now: ReadonlyMap<string, Finding>,
  { at, terminal: { paint, say } }: { readonly at: string; readonly terminal: Terminal },
): void {
  for (const [key, { invariant, subject, detail }] of now)
    if (!last.has(key)) say(paint('bad', `${at}  ${invariant} ${subject}: ${detail}`));
  for (const [key, { invariant, subject }] of last)
    if (!now.has(key)) say(paint('good', `${at}  ${invariant} ${subject}: holds again`));
  say(paint('faint', `${at}  ${wordsOf(now.size)}`));
}

function wordsOf(contradictions: number): string {
  if (contradictions === 0) return 'every invariant holds';
  return contradictions === 1 ? '1 contradiction' : `${contradictions} contradictions`;
}
