import { setTimeout as delay } from 'node:timers/promises';
import { type AppError, isAppError } from '@petstore/chassis/errors';
import { watchStopSignals } from '../../system/watch-stop-signals.ts';
import type { Terminal } from '../../terminal/terminal.ts';
import { watchReader } from '../../terminal/watch-reader.ts';
import type { Finding } from './finding.ts';

interface WatchedBooks {
  /** Audits once; resolves with the violations. */
  look(): Promise<readonly Finding[]>;
  /** Whether the audited system has stopped. */
  hasEnded(): Promise<boolean>;
}

export interface AuditWatch extends WatchedBooks {
  readonly signal: AbortSignal;
  readonly everyMs: number;
}

type Look = { readonly findings: readonly Finding[] } | { readonly unreadable: AppError };

/** Audits every 5 s until Ctrl-C, until standard output is closed or until the system stops. */
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
 * Reports each finding when it appears and when it is gone; continues while the databases cannot be read. Resolves with
 * the exit code: 0 when the last audit could read the databases and found nothing, 1 otherwise. When the system
 * stopped, the last audit before that counts. Throws when the first audit cannot read the databases.
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
    known = report(looked, known, terminal);
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

/** Only unavailable databases are tolerated; any other error is a bug of the audit. */
async function lookAgain(look: WatchedBooks['look']): Promise<Look> {
  try {
    return await lookAt(look);
  } catch (error) {
    if (isAppError(error) && error.kind === 'unavailable') return { unreadable: error };
    throw error;
  }
}

function report(
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
  else reportChanges(known, now, { at, terminal });
  return now;
}

function reportChanges(
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
