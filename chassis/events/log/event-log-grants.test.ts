import { expect, it } from 'vitest';
import { eventLogGrants } from './event-log-grants.ts';

const nobody = { publishers: [], consumers: [], recorders: [], pruners: [] };

it('lets a publisher append to the event log and nothing else', () => {
  const sql = eventLogGrants({ ...nobody, publishers: ['orders'] });
  expect(sql).toContain('grant insert on event_log to "orders";');
  expect(sql).not.toMatch(/select|update|delete|request_log/);
});

it('lets a limiter count requests, claim correlation ids and read nothing', () => {
  const sql = eventLogGrants({ ...nobody, limiters: ['door'] });
  expect(sql).toContain(
    'grant execute on function take_rate_limits, lease_rate_limits, forget_rate_limits, claim_correlation_id to "door";',
  );
  expect(sql).not.toMatch(/select|insert|update|delete|_log/);
});

it('grants the schema to each role once, whatever its rights', () => {
  const sql = eventLogGrants({ ...nobody, publishers: ['orders'], consumers: ['orders', 'reports'] });
  expect(sql).toContain('grant usage on schema public to "orders", "reports";');
});

it.each(['', 'a b', 'x"; drop table event_log; --', "o'neil", '1st', 'a'.repeat(64)])(
  'refuses %j as a role name',
  (role) => {
    expect(() => eventLogGrants({ ...nobody, consumers: [role] })).toThrowError(
      expect.objectContaining({ code: 'role-name-invalid' }),
    );
  },
);
