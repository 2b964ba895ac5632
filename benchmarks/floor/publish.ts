import type { BareStatement } from './bare-database.ts';

export const eventChannel = 'floor_events';

/** Moves a service's outbox to the log, and tells the consumers. */
export function publishFrom(source: 'domain' | 'payments'): BareStatement {
  const outbox = source === 'domain' ? 'domain_outbox' : 'payment_outbox';
  return {
    name: 'publish',
    text: `
      with moved as (
        delete from ${outbox} returning position, type, subject, data
      ), logged as (
        insert into event_log (source, type, subject, data)
        select '${source}', type, subject, data from moved order by position
        returning 1
      )
      select pg_notify('${eventChannel}', count(*)::text) from logged`,
  };
}
