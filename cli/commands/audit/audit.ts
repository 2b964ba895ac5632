import { isAppError } from '@petstore/chassis/errors';
import { createControlClient, requireStatus } from '../../system/control-client.ts';
import type { SystemOptions } from '../../system/system-address.ts';
import type { Terminal } from '../../terminal/terminal.ts';
import type { BookConnections } from './audit-books.ts';
import { booksAt, booksOf } from './locate-books.ts';
import { renderAudit } from './render-audit.ts';
import { runAudit } from './run-audit.ts';
import { watchAudit } from './watch-audit.ts';

export interface AuditOptions extends SystemOptions {
  readonly postgres?: string;
  readonly watch?: boolean;
  /** Milliseconds, as `unresolved`. */
  readonly settle: number;
  readonly unresolved: number;
}

/** Checks the invariants in all databases; exit code 1 when one is violated. */
export async function audit(options: AuditOptions, terminal: Terminal): Promise<number> {
  const { postgres, portOffset } = options;
  const connections = postgres === undefined ? await booksHere(options) : booksAt(postgres);
  const patience = { settleSeconds: options.settle / 1_000, unresolvedSeconds: options.unresolved / 1_000 };
  const look = () => runAudit(connections, patience);
  if (options.watch === true) {
    const hasEnded = postgres === undefined ? () => nothingRuns(portOffset) : async () => false;
    return watchAudit({ look, hasEnded }, terminal);
  }
  const findings = await look();
  if (!terminal.isJson) terminal.say(renderAudit(findings, terminal));
  terminal.document({ ok: findings.length === 0, ...patience, findings });
  return findings.length === 0 ? 0 : 1;
}

async function booksHere(options: SystemOptions): Promise<BookConnections> {
  const control = createControlClient(options.portOffset);
  try {
    return await booksOf(await requireStatus(control, options));
  } finally {
    await control.close();
  }
}

/** False also when the engine answers late or not at all: only a refused connection means that it has ended. */
async function nothingRuns(portOffset: number): Promise<boolean> {
  const control = createControlClient(portOffset);
  try {
    return (await control.status()) === null;
  } catch (error) {
    if (isAppError(error)) return false;
    throw error;
  } finally {
    await control.close();
  }
}
