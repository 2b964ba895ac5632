-- Entries of one transaction have one time, and their ids may be of one millisecond: a payment's lock makes this the order of its booking.
alter table journal_entries add column position bigint generated always as identity;
