-- Lines become visible when their transaction commits, in any order: who reads on from a place goes by the transactions.
alter table book_entries add column transaction_id xid8 not null default pg_current_xact_id();
create index book_entries_by_transaction on book_entries (transaction_id, position);
