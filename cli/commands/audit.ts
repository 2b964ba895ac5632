import { setTimeout as delay } from 'node:timers/promises';
import type { BookConnections } from '../audit/audit-books.ts';
import type { Finding } from '../audit/finding.ts';
import { booksAt, booksOf } from '../audit/locate-books.ts';
import type { Patience } from '../audit/question.ts';
import { runAudit } from '../audit/run-audit.ts';
import { renderAudit } from '../reports/render-audit.ts';
import { createControlClient, requireStatus } from '../system/control-client.ts';
import type { SystemOptions } from '../system/system-address.ts';
import { watchStopSignals } from '../system/watch-stop-signals.ts';
import type { Terminal } from '../terminal/terminal.ts';

export interface AuditOptions extends SystemOptions {
  readonly postgres?: string;
  readonly watch?: boolean;
  /** Durations in milliseconds. */
  readonly settle: number;
  readonly unresolved: number;
}

const everyMs = 5_000;

/** Looks into all books for what contradicts the invariants; 1 when something does. */
export async function audit(options: AuditOptions, terminal: Terminal): Promise<number> {
  const connections =
    options.postgres === undefined ? await booksHere(options.portOffset) : booksAt(options.postgres);
  const patience = { settleSeconds: options.settle / 1_000, unresolvedSeconds: options.unresolved / 1_000 };
  if (options.watch === true) return watch(connections, patience, terminal);
  const findings = await runAudit(connections, patience);
  if (!terminal.isJson) terminal.say(renderAudit(findings, terminal));
  terminal.document({ ok: findings.length === 0, ...patience, findings });
  return findings.length === 0 ? 0 : 1;
}

async function booksHere(portOffset: number): Promise<BookConnections> {
  const control = createControlClient(portOffset);
  try {
    return await booksOf(await requireStatus(control, portOffset));
  } finally {
    await control.close();
  }
}

/** A line for each audit until Ctrl-C; each finding is told when it is found and when it is gone. */
async function watch(connections: BookConnections, patience: Patience, terminal: Terminal): Promise<number> {
  const stop = watchStopSignals(() => process.exit(1));
  let last = new Map<string, Finding>();
  try {
    while (!stop.signal.aborted) {
      const findings = await runAudit(connections, patience);
      const at = new Date().toISOString();
      if (terminal.isJson) terminal.record({ at, ok: findings.length === 0, findings });
      else last = tellChanges(last, findings, { at, terminal });
      await delay(everyMs, undefined, { signal: stop.signal }).catch(() => undefined);
    }
  } finally {
    stop.dispose();
  }
  return last.size === 0 ? 0 : 1;
}

function tellChanges(
  last: ReadonlyMap<string, Finding>,
  findings: readonly Finding[],
  { at, terminal }: { readonly at: string; readonly terminal: Terminal },
): Map<string, Finding> {
  const { paint } = terminal;
  const now = new Map(findings.map((finding) => [JSON.stringify(finding), finding]));
  for (const [key, { invariant, subject, detail }] of now)
    if (!last.has(key)) terminal.say(paint('bad', `${at}  ${invariant} ${subject}: ${detail}`));
  for (const [key, { invariant, subject }] of last)
    if (!now.has(key)) terminal.say(paint('good', `${at}  ${invariant} ${subject}: holds again`));
  const words = now.size === 0 ? 'every invariant holds' : `${now.size} contradictions`;
  terminal.say(paint('faint', `${at}  ${words}`));
  return now;
}
