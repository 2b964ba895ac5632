-- A statement is planned once a connection, not at each of its first five executions and again whenever that looks cheaper.
-- A setting of the database holds on any server and behind a transaction pooler.
do $$ begin execute format('alter database %I set plan_cache_mode = force_generic_plan', current_database()); end $$;
