create table ledger_accounts (
  code text primary key,
  -- The side on which it grows.
  normal_side text not null check (normal_side in ('debit', 'credit')),
  -- A memo account mirrors a promise; no money has moved.
  is_memo boolean not null,
  description text not null
);
insert into ledger_accounts (code, normal_side, is_memo, description) values
  ('provider_receivable', 'debit', false, 'What the payment provider owes us: captured and not refunded.'),
  ('sales', 'credit', false, 'What customers paid, less what they got back.'),
  ('holds_at_provider', 'debit', true, 'Authorized at the provider, neither captured nor voided.'),
  ('holds_for_orders', 'credit', true, 'The same holds, seen from the orders that they are for.');

create table journal_entries (
  id text primary key,
  payment_id text not null references payments (id),
  kind text not null check (kind in ('authorization', 'capture', 'void', 'refund')),
  correlation_id text not null,
  -- The message that taught us what is booked here.
  causation_id text not null,
  recorded_at timestamptz not null default now()
);
create index journal_entries_of_payment on journal_entries (payment_id);

create table journal_lines (
  entry_id text not null references journal_entries (id),
  line integer not null,
  account text not null references ledger_accounts (code),
  debit_minor bigint not null default 0 check (debit_minor >= 0),
  credit_minor bigint not null default 0 check (credit_minor >= 0),
  currency text not null,
  primary key (entry_id, line),
  check ((debit_minor = 0) <> (credit_minor = 0))
);

-- Checked at commit, so that an entry and its lines may come one by one, but never stay in part.
create function refuse_unbalanced_entry() returns trigger language plpgsql as $$
declare
  -- A trigger's record has the columns of its own table only.
  checked_entry text := case tg_table_name when 'journal_entries' then to_jsonb(new) ->> 'id' else to_jsonb(new) ->> 'entry_id' end;
begin
  if not exists (select from journal_lines where entry_id = checked_entry) or exists (
    select from journal_lines where entry_id = checked_entry
    group by currency having sum(debit_minor) <> sum(credit_minor)
  ) then
    raise exception 'journal entry % does not balance', checked_entry
      using errcode = 'check_violation', constraint = 'journal_entry_balances', table = 'journal_entries';
  end if;
  return null;
end $$;

create constraint trigger entry_balances after insert on journal_entries
  deferrable initially deferred for each row execute function refuse_unbalanced_entry();
create constraint trigger line_keeps_balance after insert on journal_lines
  deferrable initially deferred for each row execute function refuse_unbalanced_entry();

-- Nobody corrects a booking; a reversal is an entry of its own.
do $$
declare grantee_name text;
begin
  for grantee_name in
    select distinct grantee from information_schema.role_table_grants
    where table_schema = 'public' and grantee <> current_user
      and table_name in ('ledger_accounts', 'journal_entries', 'journal_lines')
  loop
    execute format('revoke update, delete, truncate on ledger_accounts, journal_entries, journal_lines from %I', grantee_name);
    execute format('revoke insert on ledger_accounts from %I', grantee_name);
  end loop;
end $$;
