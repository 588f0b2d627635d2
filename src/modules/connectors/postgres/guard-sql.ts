/** Grows with every change of what stands in the schema `sallyport`; `preflight` compares. */
export const SETUP_VERSION = 1;

/** Its beginning is what `preflight` looks for in the schema's comment. */
export const SETUP_COMMENT = 'Sallyport target set-up, version ';

/**
 * The guard (I6): a function that ends connections of expired leased roles, with rights that its caller has not.
 *
 * - It belongs to a role that cannot log in. The reaper's role may call it and do nothing else.
 * - Two callers at once do no harm, so there is no lock: whoever can log in can take an advisory lock, and a leased
 *   session that held the one the guard waits for would outlive its deadline.
 * - The signal is sent from a loop, row by row: in a WHERE clause a plan could send it to rows of nobody's.
 */
export const GUARD_SQL = `
-- The guard: ends connections of expired leased roles even while Sallyport is down.
DO $setup$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'sallyport_guard') THEN
    CREATE ROLE sallyport_guard NOLOGIN;
  END IF;
  -- Whoever is no superuser must be a member of the role to give it things.
  IF NOT (SELECT rolsuper FROM pg_catalog.pg_roles WHERE rolname = current_user) THEN
    GRANT sallyport_guard TO CURRENT_USER;
    IF current_setting('server_version_num')::int >= 160000 THEN
      EXECUTE 'GRANT sallyport_guard TO CURRENT_USER WITH INHERIT TRUE, SET TRUE';
    END IF;
  END IF;
  IF EXISTS (SELECT FROM pg_catalog.pg_namespace
             WHERE nspname = 'sallyport' AND nspowner <> 'sallyport_guard'::regrole) THEN
    RAISE EXCEPTION 'There is a schema sallyport in this database that Sallyport did not make.';
  END IF;
END $setup$;
GRANT pg_signal_backend TO sallyport_guard;
CREATE SCHEMA IF NOT EXISTS sallyport AUTHORIZATION sallyport_guard;
COMMENT ON SCHEMA sallyport IS '${SETUP_COMMENT}${SETUP_VERSION}';
REVOKE ALL ON SCHEMA sallyport FROM PUBLIC;

CREATE TABLE IF NOT EXISTS sallyport.lease_group (
  role_name name PRIMARY KEY
);
-- One or two rows, changed every second: nearly empty pages keep their versions away from the index.
CREATE TABLE IF NOT EXISTS sallyport.guard_heartbeat (
  kind text PRIMARY KEY CONSTRAINT guard_heartbeat_kind CHECK (kind IN ('pg_cron', 'process')),
  last_seen_at timestamptz NOT NULL
) WITH (fillfactor = 10);
ALTER TABLE sallyport.lease_group OWNER TO sallyport_guard;
ALTER TABLE sallyport.guard_heartbeat OWNER TO sallyport_guard;

DROP FUNCTION IF EXISTS sallyport.end_expired_connections(text);
CREATE FUNCTION sallyport.end_expired_connections(guard_kind text)
RETURNS TABLE (ended_role name, ended_pid integer, expired_at text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $function$
DECLARE
  expired record;
BEGIN
  FOR expired IN
    SELECT DISTINCT a.pid, r.rolname, r.rolvaliduntil
    FROM pg_stat_activity a
      JOIN pg_roles r ON r.oid = a.usesysid
      JOIN pg_auth_members m ON m.member = r.oid
      JOIN pg_roles g ON g.oid = m.roleid
      JOIN sallyport.lease_group l ON l.role_name = g.rolname
    WHERE starts_with(r.rolname, 'sp_') AND r.rolvaliduntil <= clock_timestamp()
  LOOP
    BEGIN
      IF pg_terminate_backend(expired.pid) THEN
        ended_role := expired.rolname;
        ended_pid := expired.pid;
        expired_at := expired.rolvaliduntil;
        RETURN NEXT;
      END IF;
    EXCEPTION WHEN insufficient_privilege THEN
      -- Somebody made it a superuser. That one stays; the others must not stay with it.
      RAISE WARNING 'The connection % of % could not be ended.', expired.pid, expired.rolname;
    END;
  END LOOP;
  PERFORM set_config('synchronous_commit', 'off', true);
  INSERT INTO sallyport.guard_heartbeat AS h (kind, last_seen_at) VALUES (guard_kind, clock_timestamp())
  ON CONFLICT (kind) DO UPDATE SET last_seen_at = excluded.last_seen_at
    WHERE h.last_seen_at < excluded.last_seen_at - interval '1 second';
END $function$;
ALTER FUNCTION sallyport.end_expired_connections(text) OWNER TO sallyport_guard;
REVOKE ALL ON FUNCTION sallyport.end_expired_connections(text) FROM PUBLIC;

DO $setup$ DECLARE
  cron int[] := (SELECT regexp_match(extversion, '^(\\d+)\\.(\\d+)')::int[]
                 FROM pg_catalog.pg_extension WHERE extname = 'pg_cron');
BEGIN
  IF cron >= '{1,5}' THEN
    PERFORM cron.schedule('sallyport guard', '1 second',
      'SELECT sallyport.end_expired_connections(''pg_cron'')');
    -- pg_cron writes a line for every run and never removes one.
    PERFORM cron.schedule('sallyport guard history', '7 * * * *',
      'DELETE FROM cron.job_run_details WHERE end_time < now() - interval ''1 hour'' AND jobid IN
         (SELECT jobid FROM cron.job WHERE jobname = ''sallyport guard'')');
  ELSE
    RAISE NOTICE 'pg_cron 1.5 or later is not in this database: run "sallyport reaper" beside it.';
  END IF;
END $setup$;
`;
