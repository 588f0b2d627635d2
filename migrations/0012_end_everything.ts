import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What an end or a halt is about: everything, or all of one person, access profile or system. */
const SCOPE = (table: string): string => `
    scope text NOT NULL,
    person_id uuid CONSTRAINT ${table}_person REFERENCES person (id),
    profile_id uuid CONSTRAINT ${table}_profile REFERENCES access_profile (id),
    system_id uuid CONSTRAINT ${table}_system REFERENCES system (id),
    CONSTRAINT ${table}_scope CHECK (
      num_nonnulls(person_id, profile_id, system_id) = (scope <> 'all')::int
      AND CASE scope WHEN 'all' THEN true
                     WHEN 'person' THEN person_id IS NOT NULL
                     WHEN 'profile' THEN profile_id IS NOT NULL
                     WHEN 'system' THEN system_id IS NOT NULL
                     ELSE false END)`;

const HALTS = `
  CREATE TABLE halt (
    id uuid CONSTRAINT halt_pk PRIMARY KEY,
    reason text NOT NULL CONSTRAINT halt_reason CHECK (length(btrim(reason)) > 0),
    placed_by uuid NOT NULL CONSTRAINT halt_placed_by REFERENCES person (id),
    placed_at timestamptz NOT NULL,
    lifted_by uuid CONSTRAINT halt_lifted_by REFERENCES person (id),
    lifted_at timestamptz,
    lift_reason text,${SCOPE('halt')},
    CONSTRAINT halt_lifted_whole CHECK (num_nonnulls(lifted_by, lifted_at, lift_reason) IN (0, 3))
  );
  CREATE UNIQUE INDEX halt_one_open ON halt (scope, person_id, profile_id, system_id) NULLS NOT DISTINCT
    WHERE lifted_at IS NULL;
`;

/**
 * The list of grants is written in one statement with the act itself; ending them follows in batches. It refers to grants
 * without a foreign key on purpose: the key would lock each grant, and whoever ends everything must wait for nobody.
 */
const BULK_REVOCATIONS = `
  CREATE TABLE bulk_revocation (
    id uuid CONSTRAINT bulk_revocation_pk PRIMARY KEY,
    reason text NOT NULL CONSTRAINT bulk_revocation_reason CHECK (length(btrim(reason)) > 0),
    asked_by uuid NOT NULL CONSTRAINT bulk_revocation_asked_by REFERENCES person (id),
    asked_at timestamptz NOT NULL,
    halt_id uuid CONSTRAINT bulk_revocation_halt REFERENCES halt (id),
    listed_all boolean NOT NULL,${SCOPE('bulk_revocation')}
  );
  CREATE INDEX bulk_revocation_newest ON bulk_revocation (asked_at DESC, id DESC);
  CREATE INDEX bulk_revocation_unlisted ON bulk_revocation (id) WHERE NOT listed_all;

  CREATE TABLE bulk_revocation_grant (
    bulk_revocation_id uuid NOT NULL CONSTRAINT bulk_revocation_grant_of REFERENCES bulk_revocation (id),
    grant_id uuid NOT NULL,
    end_asked_at timestamptz,
    CONSTRAINT bulk_revocation_grant_pk PRIMARY KEY (bulk_revocation_id, grant_id)
  );
  CREATE INDEX bulk_revocation_grant_left ON bulk_revocation_grant (bulk_revocation_id, grant_id)
    WHERE end_asked_at IS NULL;
  CREATE INDEX bulk_revocation_grant_by_grant ON bulk_revocation_grant (grant_id);
  CREATE INDEX access_grant_not_ended ON access_grant (id) WHERE state <> 'ended';
`;

/** Nothing of it is ever deleted. */
const RIGHTS = `
  GRANT SELECT, INSERT ON halt, bulk_revocation, bulk_revocation_grant TO sallyport_app;
  GRANT UPDATE (lifted_by, lifted_at, lift_reason) ON halt TO sallyport_app;
  GRANT UPDATE (listed_all) ON bulk_revocation TO sallyport_app;
  GRANT UPDATE (end_asked_at) ON bulk_revocation_grant TO sallyport_app;
`;

export class EndEverything1763800000012 implements MigrationInterface {
  name = 'EndEverything1763800000012';

  async up(runner: QueryRunner): Promise<void> {
    for (const part of [HALTS, BULK_REVOCATIONS, RIGHTS]) {
      await runner.query(part);
    }
  }

  /** There is no way back from a record that must be kept: restore a backup instead. */
  down(): Promise<void> {
    return Promise.reject(new Error('Migrations of Sallyport only go forward.'));
  }
}
