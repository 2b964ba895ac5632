import { eventErrors } from '../errors.ts';

/** Database roles by their rights in database `events`. */
export interface EventLogRoles {
  /** Append events; they cannot read, change or delete any. */
  readonly publishers: readonly string[];
  /** Read events. */
  readonly consumers: readonly string[];
  /** Append records of requests; they cannot read, change or delete any. */
  readonly recorders: readonly string[];
  /**
   * Read the records of requests and the claims of correlation ids; delete old rows only through the `prune_`
   * functions.
   */
  readonly pruners: readonly string[];
  /** The gateway's role: counts requests against rate limits and claims correlation ids, only through functions. */
  readonly limiters?: readonly string[];
}

/** The grants as one idempotent SQL text. Throws `role-name-invalid`. */
export function eventLogGrants(roles: EventLogRoles): string {
  const { publishers, consumers, recorders, pruners, limiters = [] } = roles;
  const everyone = [...new Set([...publishers, ...consumers, ...recorders, ...pruners, ...limiters])];
  return [
    onThisDatabase('revoke all', 'from public'),
    ...everyone.map((role) => onThisDatabase('grant connect', `to ${quoteRole(role)}`)),
    grant('usage on schema public', everyone),
    grant('insert on event_log', publishers),
    grant('select on event_log', consumers),
    grant('insert on request_log', recorders),
    grant('select on request_log, correlation_claims', pruners),
    grant('execute on function prune_request_log, prune_event_log, prune_correlation_claims', pruners),
    grant(
      'execute on function take_rate_limits, lease_rate_limits, forget_rate_limits, claim_correlation_id',
      limiters,
    ),
  ].join('');
}

function grant(privilege: string, roles: readonly string[]): string {
  return roles.length === 0 ? '' : `grant ${privilege} to ${roles.map(quoteRole).join(', ')};\n`;
}

function onThisDatabase(action: string, roles: string): string {
  return `do $$ begin execute format('${action} on database %I ${roles}', current_database()); end $$;\n`;
}

const roleName = /^[A-Za-z_][\w-]{0,62}$/;

function quoteRole(role: string): string {
  if (!roleName.test(role)) {
    throw eventErrors.create('role-name-invalid', {
      message: `${JSON.stringify(role)} is not a role name: ${eventErrors.table['role-name-invalid'].message}`,
    });
  }
  return `"${role}"`;
}
