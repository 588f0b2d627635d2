import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Every index but two holds sealed events only. So a business transaction pays for the primary key and for the queue of
 * the unsealed, and the sealer, off that path, pays for all that serves searching.
 */
const EVENTS = `
  CREATE TABLE audit_event (
    recorded_at timestamptz NOT NULL,
    id uuid NOT NULL,
    type text NOT NULL,
    severity text NOT NULL CONSTRAINT audit_event_severity CHECK (severity IN ('info', 'notice', 'alert')),
    actor text NOT NULL,
    entities text[] NOT NULL,
    search text NOT NULL,
    body bytea NOT NULL,
    seq bigint CONSTRAINT audit_event_seq CHECK (seq >= 0),
    CONSTRAINT audit_event_pk PRIMARY KEY (recorded_at, id)
  ) PARTITION BY RANGE (recorded_at);

  CREATE INDEX audit_event_unsealed ON audit_event (recorded_at, id) WHERE seq IS NULL;
  CREATE INDEX audit_event_by_seq ON audit_event (seq) WHERE seq IS NOT NULL;
  CREATE INDEX audit_event_by_entity ON audit_event USING gin (entities) WHERE seq IS NOT NULL;
  CREATE INDEX audit_event_by_type ON audit_event (type text_pattern_ops, recorded_at, id) WHERE seq IS NOT NULL;
  CREATE INDEX audit_event_by_actor ON audit_event (actor, recorded_at, id) WHERE seq IS NOT NULL;
  CREATE INDEX audit_event_by_severity ON audit_event (severity, recorded_at, id)
    WHERE seq IS NOT NULL AND severity <> 'info';

  -- Takes what no month takes, so that a month that nobody prepared never fails a business transaction.
  CREATE TABLE audit_event_other PARTITION OF audit_event DEFAULT;

  COMMENT ON COLUMN audit_event.body IS 'The exact bytes that are hashed: canonical JSON (RFC 8785).';
  COMMENT ON COLUMN audit_event.seq IS 'Index in the Merkle tree; null until the sealer has given it one.';
  COMMENT ON COLUMN audit_event.entities IS 'Ids of everything the event names. Search only: the body is what counts.';
  COMMENT ON COLUMN audit_event.search IS 'Open values as text. Search only: the body is what counts.';
`;

/** Leaf hashes and inner nodes outlive the events: 32 bytes an event keep every proof, also of events long pruned. */
const TREE = `
  CREATE TABLE audit_seal (
    first_seq bigint CONSTRAINT audit_seal_pk PRIMARY KEY CONSTRAINT audit_seal_first CHECK (first_seq >= 0),
    leaf_count integer NOT NULL CONSTRAINT audit_seal_count CHECK (leaf_count > 0),
    leaf_hashes bytea NOT NULL,
    sealed_at timestamptz NOT NULL,
    CONSTRAINT audit_seal_hashes CHECK (octet_length(leaf_hashes) = 32 * leaf_count)
  );
  ALTER TABLE audit_seal ALTER COLUMN leaf_hashes SET STORAGE EXTERNAL;

  CREATE TABLE audit_node (
    level smallint NOT NULL CONSTRAINT audit_node_level CHECK (level BETWEEN 8 AND 62),
    index bigint NOT NULL CONSTRAINT audit_node_index CHECK (index >= 0),
    hash bytea NOT NULL CONSTRAINT audit_node_hash CHECK (octet_length(hash) = 32),
    CONSTRAINT audit_node_pk PRIMARY KEY (level, index)
  );

  CREATE TABLE audit_checkpoint (
    size bigint NOT NULL CONSTRAINT audit_checkpoint_size CHECK (size >= 0),
    signed_at timestamptz NOT NULL,
    root bytea NOT NULL CONSTRAINT audit_checkpoint_root CHECK (octet_length(root) = 32),
    note text NOT NULL,
    verifier_key text NOT NULL,
    CONSTRAINT audit_checkpoint_pk PRIMARY KEY (size, signed_at)
  );

  CREATE TABLE audit_prune (
    first_kept bigint CONSTRAINT audit_prune_pk PRIMARY KEY CONSTRAINT audit_prune_first CHECK (first_kept > 0),
    months_before date NOT NULL,
    announced_at timestamptz NOT NULL
  );

  -- What the sealer and the self-check last said of themselves, one row each.
  CREATE TABLE audit_watch (
    aspect text CONSTRAINT audit_watch_pk PRIMARY KEY
      CONSTRAINT audit_watch_aspect CHECK (aspect IN ('signing', 'verification')),
    state text NOT NULL,
    size bigint NOT NULL,
    detail text NOT NULL,
    at timestamptz NOT NULL
  );
`;

const PERSON_KEYS = `
  CREATE TABLE person_key (
    person_id uuid CONSTRAINT person_key_pk PRIMARY KEY,
    wrapped bytea,
    created_at timestamptz NOT NULL,
    erased_at timestamptz,
    CONSTRAINT person_key_erased CHECK ((wrapped IS NULL) = (erased_at IS NOT NULL))
  );
`;

/** For every role, the owner included: who means to change the trail must first take these away, and be seen doing so. */
const APPEND_ONLY = `
  CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    RAISE EXCEPTION '% on % is refused: the audit trail only grows', TG_OP, TG_TABLE_NAME
      USING ERRCODE = 'insufficient_privilege';
  END $$;

  CREATE TRIGGER audit_event_sealed_once BEFORE UPDATE ON audit_event FOR EACH ROW
    WHEN (OLD.seq IS NOT NULL OR NEW.seq IS NULL
      OR (OLD.recorded_at, OLD.id, OLD.type, OLD.severity, OLD.actor, OLD.entities, OLD.search, OLD.body)
        IS DISTINCT FROM
         (NEW.recorded_at, NEW.id, NEW.type, NEW.severity, NEW.actor, NEW.entities, NEW.search, NEW.body))
    EXECUTE FUNCTION audit_refuse();
  CREATE TRIGGER audit_event_kept BEFORE DELETE ON audit_event FOR EACH ROW EXECUTE FUNCTION audit_refuse();
  CREATE TRIGGER audit_event_whole BEFORE TRUNCATE ON audit_event FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();
  CREATE TRIGGER audit_event_whole BEFORE TRUNCATE ON audit_event_other
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();

  CREATE TRIGGER audit_seal_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_seal
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();
  CREATE TRIGGER audit_node_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_node
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();
  CREATE TRIGGER audit_checkpoint_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_checkpoint
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();
  CREATE TRIGGER audit_prune_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_prune
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();

  -- A key is made once and erased once; an erased one cannot come back.
  CREATE TRIGGER person_key_only_erased BEFORE UPDATE ON person_key FOR EACH ROW
    WHEN (OLD.erased_at IS NOT NULL OR NEW.erased_at IS NULL OR OLD.person_id <> NEW.person_id)
    EXECUTE FUNCTION audit_refuse();
`;

/**
 * Months are made by the owner's function, since the sealer that calls it may not create tables.
 * A row that arrived before its month was made is moved out of the default partition, in the same transaction.
 */
const MONTHS = `
  CREATE FUNCTION audit_make_month(month date) RETURNS void
  LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
  DECLARE
    name text := 'audit_event_' || to_char(month, 'YYYY_MM');
    low timestamptz := month::timestamp AT TIME ZONE 'UTC';
    high timestamptz := (month + interval '1 month') AT TIME ZONE 'UTC';
    strays boolean;
  BEGIN
    IF to_regclass('public.' || name) IS NOT NULL THEN
      RETURN;
    END IF;
    EXECUTE format('CREATE TABLE public.%I (LIKE public.audit_event INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', name);
    -- Row triggers are inherited with the parent; this one is not.
    EXECUTE format('CREATE TRIGGER audit_event_whole BEFORE TRUNCATE ON public.%I
      FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()', name);
    strays := EXISTS (SELECT FROM audit_event_other WHERE recorded_at >= low AND recorded_at < high);
    IF strays THEN
      ALTER TABLE audit_event DETACH PARTITION audit_event_other;
      EXECUTE format(
        'WITH stray AS (DELETE FROM audit_event_other WHERE recorded_at >= %L AND recorded_at < %L RETURNING *)
         INSERT INTO public.%I SELECT * FROM stray', low, high, name);
    END IF;
    EXECUTE format('ALTER TABLE audit_event ATTACH PARTITION public.%I FOR VALUES FROM (%L) TO (%L)', name, low, high);
    IF strays THEN
      ALTER TABLE audit_event ATTACH PARTITION audit_event_other DEFAULT;
    END IF;
  END $$;

  CREATE FUNCTION audit_prepare_months(at timestamptz, ahead integer) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
  SET lock_timeout = '2s' SET timezone = 'UTC' AS $$
  BEGIN
    PERFORM audit_make_month(wanted.month::date)
    FROM (
      SELECT date_trunc('month', at) + make_interval(months => step) AS month FROM generate_series(0, ahead) AS step
      UNION
      SELECT DISTINCT date_trunc('month', recorded_at) FROM audit_event_other
    ) AS wanted
    ORDER BY wanted.month;
  END $$;

  SELECT audit_prepare_months(now(), 3);
`;

/**
 * Nine months after its end a month may go, in two steps. It is announced by an event that names the first index that
 * stays; only once a signed checkpoint covers that event is the month dropped. So at no moment does the trail begin
 * later than a signature says. The owner's functions decide what is old enough, on the clock of the database: neither
 * the application nor the sealer could shorten it.
 */
const RETENTION = `
  CREATE FUNCTION audit_old_months(months_before date) RETURNS SETOF text
  LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT child.relname::text
    FROM pg_inherits JOIN pg_class child ON child.oid = inhrelid
    WHERE inhparent = 'public.audit_event'::regclass
      AND child.relname ~ '^audit_event_[0-9]{4}_[0-9]{2}$'
      AND to_date(right(child.relname, 7), 'YYYY_MM') < months_before
    ORDER BY child.relname
  $$;

  CREATE FUNCTION audit_announce_prune(before date) RETURNS bigint
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET timezone = 'UTC' AS $$
  DECLARE
    boundary bigint;
  BEGIN
    IF before <> date_trunc('month', before) OR before > date_trunc('month', now() - interval '9 months') THEN
      RAISE EXCEPTION 'events before % must be kept', before USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF NOT EXISTS (SELECT FROM audit_old_months(before))
      OR EXISTS (SELECT FROM audit_event WHERE recorded_at < before AND seq IS NULL) THEN
      RETURN NULL;
    END IF;
    SELECT max(seq) + 1 INTO boundary FROM audit_event WHERE recorded_at < before;
    boundary := greatest(boundary, (SELECT max(first_kept) FROM audit_prune));
    IF boundary IS NULL OR boundary > (SELECT max(size) FROM audit_checkpoint) THEN
      RETURN NULL;
    END IF;
    INSERT INTO audit_prune (first_kept, months_before, announced_at) VALUES (boundary, before, now())
    ON CONFLICT (first_kept) DO NOTHING;
    RETURN boundary;
  END $$;

  CREATE FUNCTION audit_announced_boundary() RETURNS bigint
  LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT max(first_kept) FROM audit_prune
    WHERE EXISTS (
      SELECT FROM audit_event
      WHERE seq < (SELECT max(size) FROM audit_checkpoint)
        AND type = 'audit.prune_announced' AND entities @> ARRAY['prune-' || first_kept]
    )
  $$;

  CREATE FUNCTION audit_drop_old_months() RETURNS SETOF text
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
  SET lock_timeout = '2s' SET timezone = 'UTC' AS $$
  DECLARE
    announced audit_prune;
    month text;
  BEGIN
    SELECT * INTO announced FROM audit_prune WHERE first_kept = audit_announced_boundary();
    IF EXISTS (
      SELECT FROM audit_event
      WHERE recorded_at < announced.months_before AND (seq IS NULL OR seq >= announced.first_kept)
    ) THEN
      RAISE EXCEPTION 'events came late to a month that was to be dropped' USING ERRCODE = 'object_not_in_prerequisite_state';
    END IF;
    FOR month IN SELECT audit_old_months(announced.months_before) LOOP
      EXECUTE format('DROP TABLE public.%I', month);
      RETURN NEXT month;
    END LOOP;
  END $$;
`;

const RIGHTS = `
  GRANT SELECT ON audit_event, audit_seal, audit_node, audit_checkpoint, audit_prune, audit_watch
    TO sallyport_app, sallyport_sealer;
  GRANT INSERT (recorded_at, id, type, severity, actor, entities, search, body) ON audit_event TO sallyport_app;
  GRANT SELECT, INSERT ON person_key TO sallyport_app;
  GRANT UPDATE (wrapped, erased_at) ON person_key TO sallyport_app;

  GRANT UPDATE (seq) ON audit_event TO sallyport_sealer;
  GRANT INSERT ON audit_seal, audit_node, audit_checkpoint TO sallyport_sealer;
  GRANT INSERT, UPDATE ON audit_watch TO sallyport_sealer;

  REVOKE EXECUTE ON FUNCTION audit_make_month(date), audit_prepare_months(timestamptz, integer),
    audit_announce_prune(date), audit_drop_old_months() FROM PUBLIC;
  GRANT EXECUTE ON FUNCTION audit_prepare_months(timestamptz, integer) TO sallyport_sealer;
  GRANT EXECUTE ON FUNCTION audit_announce_prune(date), audit_drop_old_months() TO sallyport_app;
`;

export class Audit1763800000002 implements MigrationInterface {
  name = 'Audit1763800000002';

  async up(runner: QueryRunner): Promise<void> {
    for (const part of [EVENTS, TREE, PERSON_KEYS, APPEND_ONLY, MONTHS, RETENTION, RIGHTS])
      await runner.query(part);
  }

  /** There is no way back from a record that must be kept. */
  down(): Promise<void> {
    return Promise.reject(new Error('Migrations of Sallyport only go forward.'));
  }
}
