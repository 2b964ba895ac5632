import { type Queryable, unnamedStatement } from '@petstore/chassis/postgres';
import type { Finding } from './finding.ts';
import type { Comparison } from './question.ts';

interface LoggedEvent {
  readonly id: string;
  readonly subject: string;
  /** Hash of the fields that must be equal in the history, the outbox and the log. */
  readonly content: string;
}

const contentOf = (subject: string) =>
  `md5(concat_ws(' ', type, data_version, ${subject}, correlation_id, coalesce(causation_id, '-'), data)) as content`;

/** In the order in which consumers read the log. */
const selectLog = unnamedStatement<LoggedEvent & { mustHaveHistory: boolean }>(`
  select message_id as id, subject, ${contentOf('subject')},
    type like 'Order%' and occurred_at < now() - make_interval(secs => $1) as "mustHaveHistory"
  from event_log order by transaction_id, position`);

const selectHistoryIds = unnamedStatement<{ id: string }>('select message_id as id from order_events');

/**
 * Start of the period for which the log must be complete: the end of what retention has deleted, and at least the last
 * 24 hours, which retention never deletes.
 */
const selectForgotten = unnamedStatement<{ until: Date }>(`
  select least(coalesce(max(forgotten_until), 'epoch'), now() - interval '24 hours') as until
  from event_log_retention`);

// History rows are stamped slightly later than outbox rows, so the first minute after the deleted period is skipped.
const selectHistory = unnamedStatement<LoggedEvent & { version: number }>(`
  select message_id as id, order_id as subject, version, ${contentOf('order_id')}
  from order_events where occurred_at < now() - make_interval(secs => $1) and occurred_at >= $2::timestamptz + interval '1 minute' order by order_id, version`);

const selectOutbox = unnamedStatement<LoggedEvent>(`
  select message_id as id, subject, ${contentOf('subject')}
  from outbox where occurred_at < now() - make_interval(secs => $1) and occurred_at >= $2`);

/**
 * Every event in an outbox or an order's history is in the log, unchanged and in version order, and the log has no
 * other order events. Events older than the log's retention are not compared.
 */
export const compareHistoryWithLog: Comparison = async ({ shop, payments, log }, { settleSeconds }) => {
  const oldest = (await log.query(selectForgotten)).rows[0]?.until;
  const outboxOf = async (book: Queryable) => (await book.query(selectOutbox, [settleSeconds, oldest])).rows;
  const history = (await shop.query(selectHistory, [settleSeconds, oldest])).rows;
  const written = [...history, ...(await outboxOf(shop)), ...(await outboxOf(payments))];
  const logged = (await log.query(selectLog, [settleSeconds])).rows;
  const inHistory = new Set((await shop.query(selectHistoryIds)).rows.map(({ id }) => id));
  const contents = new Map(logged.map(({ id, content }) => [id, content]));
  const findings = new Map<string, Finding>();
  for (const { id, subject, content } of written) {
    const found = contents.get(id);
    if (found === content) continue;
    const detail =
      found === undefined
        ? `its event ${id} was never published`
        : `its event ${id} was published with other content`;
    findings.set(id, { invariant: 'I6', subject, detail });
  }
  const strangers = logged
    .filter(({ id, mustHaveHistory }) => mustHaveHistory && !inHistory.has(id))
    .map(({ id, subject }): Finding => {
      return { invariant: 'I6', subject, detail: `its event ${id} was published, but is in no history` };
    });
  return [...findings.values(), ...strangers, ...disordered(history, logged)];
};

function disordered(
  history: readonly (LoggedEvent & { version: number })[],
  logged: readonly LoggedEvent[],
): Finding[] {
  const versions = new Map(history.map(({ id, version }) => [id, version]));
  const reached = new Map<string, number>();
  return logged.flatMap(({ id, subject }): Finding[] => {
    const version = versions.get(id);
    if (version === undefined) return [];
    const before = reached.get(subject) ?? 0;
    reached.set(subject, Math.max(before, version));
    if (version > before) return [];
    const detail = `its version ${version} was published after version ${before}`;
    return [{ invariant: 'I6', subject, detail }];
  });
}
