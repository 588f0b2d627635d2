import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What a program waits for its person to confirm in a browser. A hash of the link only, and of the step-up it ends in
 * nothing: that is made when it is fetched. Gone a day after it ran out.
 */
const BROWSER_STEP_UPS = `
  CREATE TABLE browser_step_up (
    id uuid CONSTRAINT browser_step_up_pk PRIMARY KEY,
    link_hash bytea NOT NULL CONSTRAINT browser_step_up_link UNIQUE
      CONSTRAINT browser_step_up_link_length CHECK (octet_length(link_hash) = 32),
    person_id uuid NOT NULL CONSTRAINT browser_step_up_person REFERENCES person (id),
    api_token_id uuid NOT NULL CONSTRAINT browser_step_up_api_token REFERENCES api_token (id),
    action text NOT NULL CONSTRAINT browser_step_up_action CHECK (
      action IN ('requests.approve', 'requests.deny', 'grants.claim')),
    subject_id uuid NOT NULL,
    digest text NOT NULL CONSTRAINT browser_step_up_digest CHECK (digest ~ '^[0-9a-f]{64}$'),
    address text NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    decision text CONSTRAINT browser_step_up_decision CHECK (decision IN ('confirm', 'refuse')),
    decided_at timestamptz,
    factor text,
    verified_at timestamptz,
    fetched_at timestamptz,
    CONSTRAINT browser_step_up_decided CHECK ((decision IS NULL) = (decided_at IS NULL)),
    CONSTRAINT browser_step_up_with_factor CHECK (
      (decision IS NOT DISTINCT FROM 'confirm') = (factor IS NOT NULL) AND (factor IS NULL) = (verified_at IS NULL)),
    CONSTRAINT browser_step_up_fetched_if_confirmed CHECK (fetched_at IS NULL OR decision = 'confirm')
  );
  CREATE INDEX browser_step_up_unfetched ON browser_step_up (person_id, expires_at) WHERE fetched_at IS NULL;
  CREATE INDEX browser_step_up_of_api_token ON browser_step_up (api_token_id);
`;

const RIGHTS = `
  GRANT SELECT, INSERT, UPDATE, DELETE ON browser_step_up TO sallyport_app;
`;

export class BrowserStepUps1763800000022 implements MigrationInterface {
  name = 'BrowserStepUps1763800000022';

  async up(runner: QueryRunner): Promise<void> {
    for (const part of [BROWSER_STEP_UPS, RIGHTS]) await runner.query(part);
  }

  /** There is no way back from a record that must be kept: restore a backup instead. */
  down(): Promise<void> {
    return Promise.reject(new Error('Migrations of Sallyport only go forward.'));
  }
}
