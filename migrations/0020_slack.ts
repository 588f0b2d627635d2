import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Workspaces that have this Sallyport's app; settled by the policy file. Secrets are referred to, never held. */
const WORKSPACES = `
  CREATE TABLE slack_workspace (
    id uuid CONSTRAINT slack_workspace_pk PRIMARY KEY,
    key text NOT NULL CONSTRAINT slack_workspace_key UNIQUE,
    name text NOT NULL,
    team_id text NOT NULL,
    app_id text NOT NULL,
    api_url text NOT NULL,
    bot_token_reference text NOT NULL,
    signing_secret_reference text NOT NULL,
    retired_at timestamptz
  );
  CREATE UNIQUE INDEX slack_workspace_team ON slack_workspace (team_id) WHERE retired_at IS NULL;
`;

/** Team and user together, and nothing else, name an account at Slack. Never its address or display name. */
const IDENTITIES = `
  CREATE TABLE slack_identity (
    id uuid CONSTRAINT slack_identity_pk PRIMARY KEY,
    person_id uuid NOT NULL CONSTRAINT slack_identity_person REFERENCES person (id),
    team_id text NOT NULL,
    user_id text NOT NULL,
    bound_at timestamptz NOT NULL,
    CONSTRAINT slack_identity_account UNIQUE (team_id, user_id),
    CONSTRAINT slack_identity_one_account UNIQUE (person_id, team_id)
  );
`;

/** What an account at Slack that is nobody's is handed; it is used by whoever is signed in in a browser. */
const LINKS = `
  CREATE TABLE slack_binding_link (
    id uuid CONSTRAINT slack_binding_link_pk PRIMARY KEY,
    token_hash bytea NOT NULL CONSTRAINT slack_binding_link_token UNIQUE,
    team_id text NOT NULL,
    user_id text NOT NULL,
    -- As the page shows it, so that a person sees which account they bind.
    account_name text NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at timestamptz,
    voided_at timestamptz
  );
  CREATE UNIQUE INDEX slack_binding_link_open ON slack_binding_link (team_id, user_id)
    WHERE used_at IS NULL AND voided_at IS NULL;
  CREATE INDEX slack_binding_link_expiry ON slack_binding_link (expires_at);
`;

/** What was signed and taken once, as long as its signature would be taken again (I10). */
const CALLS = `
  CREATE TABLE used_slack_call (
    signed_hash bytea CONSTRAINT used_slack_call_pk PRIMARY KEY,
    expires_at timestamptz NOT NULL,
    replayed_at timestamptz
  );
  CREATE INDEX used_slack_call_expiry ON used_slack_call (expires_at);
`;

const RIGHTS = `
  GRANT SELECT, INSERT, UPDATE ON slack_workspace TO sallyport_app;
  GRANT SELECT, INSERT, DELETE ON slack_identity TO sallyport_app;
  GRANT SELECT, INSERT, UPDATE, DELETE ON slack_binding_link, used_slack_call TO sallyport_app;
`;

export class Slack1763800000020 implements MigrationInterface {
  name = 'Slack1763800000020';

  async up(runner: QueryRunner): Promise<void> {
    for (const part of [WORKSPACES, IDENTITIES, LINKS, CALLS, RIGHTS]) await runner.query(part);
  }

  /** There is no way back from a record that must be kept: restore a backup instead. */
  down(): Promise<void> {
    return Promise.reject(new Error('Migrations of Sallyport only go forward.'));
  }
}
