import type { MigrationInterface, QueryRunner } from 'typeorm';

/** An extension is an access request for a grant in use: asked, decided and versioned like every other. */
const REQUESTS = `
  ALTER TABLE access_request
    ADD COLUMN extends_grant_id uuid CONSTRAINT access_request_extends REFERENCES access_grant (id),
    -- The grant's end when this was asked; with the duration it says until when.
    ADD COLUMN extends_from timestamptz,
    -- Why it was cancelled, where not its requester took it back.
    ADD COLUMN closed_because text
      CONSTRAINT access_request_closed_because CHECK (closed_because IN ('grant-ended', 'person-left')),
    ADD CONSTRAINT access_request_extension CHECK (
      num_nulls(extends_grant_id, extends_from) IN (0, 2) AND (extends_grant_id IS NULL OR starts_at IS NULL)),
    ADD CONSTRAINT access_request_closed CHECK (closed_because IS NULL OR state = 'cancelled');
  CREATE UNIQUE INDEX access_request_one_extension ON access_request (extends_grant_id) WHERE state = 'pending';
`;

/** What was approved on top, one after the other. The grant stands on all of it from then on (I1). */
const EXTENSIONS = `
  CREATE TABLE grant_extension (
    request_id uuid CONSTRAINT grant_extension_pk PRIMARY KEY
      CONSTRAINT grant_extension_request REFERENCES access_request (id),
    request_version integer NOT NULL,
    request_digest text NOT NULL,
    grant_id uuid NOT NULL CONSTRAINT grant_extension_grant REFERENCES access_grant (id),
    extends_from timestamptz NOT NULL,
    extends_until timestamptz NOT NULL,
    approved_at timestamptz NOT NULL,
    CONSTRAINT grant_extension_later CHECK (extends_until > extends_from),
    CONSTRAINT grant_extension_from UNIQUE (grant_id, extends_from)
  );

  -- I12: a deadline goes no further but by an approved extension, while the grant is in use, and before it has come by
  -- this clock too.
  CREATE FUNCTION extended_by_approval() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF NEW.state <> 'active' OR OLD.expires_at <= clock_timestamp() OR NOT EXISTS (
      SELECT FROM grant_extension e
      WHERE e.grant_id = NEW.id AND e.extends_from = OLD.expires_at AND e.extends_until = NEW.expires_at)
    THEN
      RAISE EXCEPTION 'The deadline of grant % moves by an approved extension only.', NEW.id
        USING ERRCODE = 'check_violation', CONSTRAINT = 'access_grant_extended_by_approval';
    END IF;
    RETURN NULL;
  END $$;
  CREATE CONSTRAINT TRIGGER access_grant_extended_by_approval AFTER UPDATE OF expires_at ON access_grant
    FOR EACH ROW WHEN (NEW.expires_at > OLD.expires_at) EXECUTE FUNCTION extended_by_approval();
`;

/** The intent to move the deadline at the target; the lease's own moves with the outcome. */
const LEASES = `
  ALTER TABLE lease
    ADD COLUMN extend_to timestamptz,
    ADD CONSTRAINT lease_extend_to_later CHECK (extend_to > expires_at);
  CREATE INDEX lease_to_extend ON lease (next_attempt_at) WHERE state = 'live' AND extend_to IS NOT NULL;

  -- I12: no log-in is meant to outlive its grant.
  CREATE FUNCTION within_its_grant() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF greatest(NEW.expires_at, NEW.extend_to) > (SELECT g.expires_at FROM access_grant g WHERE g.id = NEW.grant_id)
    THEN
      RAISE EXCEPTION 'Lease % would outlive its grant.', NEW.id
        USING ERRCODE = 'check_violation', CONSTRAINT = 'lease_within_its_grant';
    END IF;
    RETURN NULL;
  END $$;
  CREATE CONSTRAINT TRIGGER lease_within_its_grant AFTER UPDATE OF expires_at, extend_to ON lease
    FOR EACH ROW WHEN (NEW.expires_at > OLD.expires_at OR NEW.extend_to > coalesce(OLD.extend_to, '-infinity'))
    EXECUTE FUNCTION within_its_grant();
`;

const RIGHTS = `
  GRANT SELECT, INSERT ON grant_extension TO sallyport_app;
`;

export class GrantExtension1763800000007 implements MigrationInterface {
  name = 'GrantExtension1763800000007';

  async up(runner: QueryRunner): Promise<void> {
    for (const part of [REQUESTS, EXTENSIONS, LEASES, RIGHTS]) {
      await runner.query(part);
    }
  }

  /** There is no way back from a record that must be kept: restore a backup instead. */
  down(): Promise<void> {
    return Promise.reject(new Error('Migrations of Sallyport only go forward.'));
  }
}
