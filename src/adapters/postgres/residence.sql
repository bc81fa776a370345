-- The cluster and its timeline (changed by a restore from a backup, a copy, a failover), the database and the log's
-- table (changed by a restore from a dump). The timeline is the log's own: a checkpoint learns of a promotion later.
select concat_ws(' ', s.system_identifier, left(pg_walfile_name(pg_current_wal_insert_lsn()), 8), d.oid,
  'fasti.log_head'::regclass::oid) as residence
from pg_control_system() s, pg_database d
where d.datname = current_database()
